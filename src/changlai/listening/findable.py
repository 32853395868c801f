"""What records of the listening room are found by."""

from changlai.listening.findable_cases import CASE_WORDS

FINDABLES = (CASE_WORDS,)
