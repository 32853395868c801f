"""Companies for programs: the same questions and verbs as on screen."""

from changlai.companies.api import care, companies, fields, industries
from changlai.companies.api.routing import router

__all__ = ["care", "companies", "fields", "industries", "router"]
