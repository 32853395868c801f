"""Customers for programs: the same questions and verbs as on screen."""

from changlai.customers.api import merging, people
from changlai.customers.api.routing import router

__all__ = ["merging", "people", "router"]
