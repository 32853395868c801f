"""The listening room for programs."""

from changlai.listening.api import board, cases, rules
from changlai.listening.api.routing import router

__all__ = ["board", "cases", "router", "rules"]
