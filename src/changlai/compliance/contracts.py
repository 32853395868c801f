"""What the gate is asked and what it answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from changlai.channels.contracts import Product
from changlai.compliance.enums import Purpose


@dataclass(frozen=True, slots=True)
class SendRequest:
    """One message somebody wants to send. Times are UTC; ``text_bytes`` is its length in UTF-8.

    ``window_opened_at`` is the customer's last message: a service message soon after it is an answer. ``to`` is where
    it would go, as the channel writes it; empty when that is not known yet. ``touched_at`` is when they opened the
    channel's window later, without a word, ``how`` what they did then, and ``has_left`` that they shut it.
    """

    organisation_id: int
    customer_id: int
    account_id: int
    product: Product
    is_active: bool
    kind: str
    now: datetime
    text_bytes: int = 0
    file_bytes: int = 0
    window_opened_at: datetime | None = None
    window_sent: int = 0
    purpose: str = Purpose.SERVICE
    text: str = ""
    to: str = ""
    touched_at: datetime | None = None
    how: Any = ""
    has_left: bool = False

    @property
    def opened_at(self) -> datetime | None:
        """When the channel's window was opened last, by a message or otherwise."""
        return max(filter(None, (self.window_opened_at, self.touched_at)), default=None)


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed, or the rule that says no with a sentence for a person and what is still allowed."""

    allowed: bool
    rule: str = ""
    sentence: Any = ""
    still_allowed: Any = ""
    warnings: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class WindowState:
    """How much of a channel's reply window is left. ``seconds_left`` and ``messages_left`` are 0 when it is shut;
    ``messages`` is 0 where any number may be sent.
    """

    has_window: bool
    is_open: bool
    hours: int = 0
    messages: int = 0
    seconds_left: int = 0
    messages_left: int = 0
