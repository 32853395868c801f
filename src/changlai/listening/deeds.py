"""What can be done with many records of the listening room at once."""

from changlai.listening.deeds_cases import CASE_DEEDS
from changlai.listening.deeds_mentions import MENTION_DEEDS

DEEDS = (*MENTION_DEEDS, *CASE_DEEDS)
