"""Closed lists of the company room."""

from enum import StrEnum

KIND = "company"  # of record, in the words of changlai.records


class CompanySize(StrEnum):
    """How many people work there."""

    TINY = "1-19"
    SMALL = "20-99"
    MEDIUM = "100-499"
    LARGE = "500-999"
    HUGE = "1000+"
