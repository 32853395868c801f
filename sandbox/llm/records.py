"""What is kept of a language model's service."""

from msgspec import Struct


class LanguageService(Struct, kw_only=True):
    """Its key and the name of its model."""

    name: str
    key: str
    model: str
