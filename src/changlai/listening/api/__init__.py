"""What is said in public, for programs."""

from changlai.listening.api import board
from changlai.listening.api.routing import router

__all__ = ["board", "router"]
"""The listening room for programs."""

from changlai.listening.api import cases, rules
from changlai.listening.api.routing import router

__all__ = ["cases", "router", "rules"]
