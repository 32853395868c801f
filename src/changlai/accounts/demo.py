"""The demonstration data of the first run comes from a higher floor, by name."""

from django.conf import settings
from django.utils.module_loading import import_string

from changlai.accounts.contracts import DemoFiller as Filler

__all__ = ["Filler", "filler"]

DEFAULT = "changlai.cli.demo.fill"


def filler() -> Filler | None:
    """What fills a new organisation with demonstration data; None where the product runs without one."""
    name = getattr(settings, "DEMO_FILLER", DEFAULT)
    try:
        found: Filler = import_string(name)
    except ImportError:
        return None
    return found
