"""The listening room for programs."""

from changlai.listening.api import board, case_people, cases, mentions, recounts, rules, sources, topics
from changlai.listening.api.routing import router

__all__ = ["board", "case_people", "cases", "mentions", "recounts", "router", "rules", "sources", "topics"]
