"""Channel accounts for programs."""

from changlai.channels.api import accounts, connecting
from changlai.channels.api.accounts import router

__all__ = ["accounts", "connecting", "router"]
