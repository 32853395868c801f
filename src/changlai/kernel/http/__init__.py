"""The house's only way out: one client that checks addresses, time and size, and never follows a redirect."""

from changlai.kernel.http.addresses import is_public
from changlai.kernel.http.client import TOTAL_SECONDS, Answer, Client, seconds_for
from changlai.kernel.http.errors import Blocked, OutboundFailed, TooLarge, Unreachable

__all__ = [
    "TOTAL_SECONDS",
    "Answer",
    "Blocked",
    "Client",
    "OutboundFailed",
    "TooLarge",
    "Unreachable",
    "is_public",
    "seconds_for",
]
