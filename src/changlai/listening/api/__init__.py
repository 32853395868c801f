"""What is said in public, for programs."""

from changlai.listening.api import board
from changlai.listening.api.routing import router

__all__ = ["board", "router"]
