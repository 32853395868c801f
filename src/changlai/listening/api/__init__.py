"""The listening room for programs."""

from changlai.listening.api import board, cases, mentions, rules, sources, topics
from changlai.listening.api.routing import router

__all__ = ["board", "cases", "mentions", "router", "rules", "sources", "topics"]
