"""Customers for programs: the same questions and verbs as on screen."""

from changlai.customers.api import bin as bin_api
from changlai.customers.api import facts, fields, merging, outcomes, people, quality, twins, work
from changlai.customers.api.routing import router

__all__ = ["bin_api", "facts", "fields", "merging", "outcomes", "people", "quality", "router", "twins", "work"]
