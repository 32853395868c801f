"""Companies in imported tables."""

from changlai.companies.sheets.part import CompanyPart

PARTS = (CompanyPart(),)

__all__ = ["PARTS", "CompanyPart"]
