"""Verbs of the meaning of texts. Only this package writes its tables."""

from changlai.ai.actions.learning import correct, forget, learn

__all__ = ["correct", "forget", "learn"]
