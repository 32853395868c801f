"""The machine room for programs."""

from changlai.web.operations.api.doors import router

__all__ = ["router"]
