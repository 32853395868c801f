"""Customers for programs: the same questions and verbs as on screen."""

from changlai.customers.api import facts, fields, merging, people, work
from changlai.customers.api.routing import router

__all__ = ["facts", "fields", "merging", "people", "router", "work"]
