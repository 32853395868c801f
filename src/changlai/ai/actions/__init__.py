"""Verbs of the meaning of texts. Only this package writes its tables."""

from changlai.ai.actions.asking import Trial, ask, most_texts, try_out
from changlai.ai.actions.language_model import ModelWish, remove_model, set_model, switch_model
from changlai.ai.actions.learning import correct, forget, learn

__all__ = [
    "ModelWish",
    "Trial",
    "ask",
    "correct",
    "forget",
    "learn",
    "most_texts",
    "remove_model",
    "set_model",
    "switch_model",
    "try_out",
]
