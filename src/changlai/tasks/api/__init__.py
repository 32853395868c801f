"""Tasks for programs."""

from changlai.tasks.api import rules, work
from changlai.tasks.api.routing import router

__all__ = ["router", "rules", "work"]
