"""What can be done with many records of the listening room at once."""

from changlai.listening.deeds_cases import CASE_DEEDS

DEEDS = (*CASE_DEEDS,)
