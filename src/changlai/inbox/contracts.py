"""Plain data of the inbox: what rules ask and what they are asked about."""

from datetime import datetime

import msgspec

from changlai.inbox.enums import OpenHours, Script, Whom

MOST_WORDS = 50  # of one rule
WORD_LENGTH = 40  # characters


class Conditions(msgspec.Struct, frozen=True, omit_defaults=True):
    """When a rule applies: every condition that is set must hold; one with several values holds for any of them.

    ``accounts`` are channel accounts or their parents; ``words`` are looked for in the customer's first message,
    without regard to case.
    """

    accounts: tuple[int, ...] = ()
    channels: tuple[str, ...] = ()
    scripts: tuple[Script, ...] = ()
    words: tuple[str, ...] = ()
    hours: OpenHours = OpenHours.ANY
    whom: Whom = Whom.ANYBODY


class Case(msgspec.Struct, frozen=True):
    """A conversation as rules see it. ``known_to`` is who looked after the customer last, or owns them."""

    account_id: int
    root_id: int  # the account's parent, or itself
    channel: str
    text: str  # the customer's first message
    is_known: bool
    is_open: bool  # within business hours
    at: datetime
    id: int = 0  # of the conversation; 0 for a trial
    known_to: int | None = None
