"""What records of the listening room are found by."""

from changlai.listening.findable_cases import CASE_WORDS
from changlai.listening.findable_mentions import MENTION_WORDS

FINDABLES = (CASE_WORDS, MENTION_WORDS)
