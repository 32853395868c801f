"""Compliance for programs: the switch, the rules of contact, what people ask for about their data."""

from changlai.compliance.api import rules, sending, subjects
from changlai.compliance.api.routing import router

__all__ = ["router", "rules", "sending", "subjects"]
