"""Orders for programs."""

from changlai.orders.api import doors, fields
from changlai.orders.api.routing import router

__all__ = ["doors", "fields", "router"]
