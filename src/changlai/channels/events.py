"""What happens at the edge of the house."""

from datetime import datetime

from changlai.channels.contracts import IdentityClaim
from changlai.kernel.events import Event


class InboundReceived(Event, frozen=True, kw_only=True):
    """A delivery is stored, or handed on ``again`` by a replay. Keyed by the person it is about.

    ``kind`` is the adapter's word. What is told again was counted when it came.
    """

    account_id: int
    delivery_id: int
    kind: str
    again: bool = False


class HeardInPublic(Event, frozen=True, kw_only=True):
    """A delivery is stored that tells what somebody said to everybody, or is handed on ``again`` by a replay. Keyed by
    who said it.
    """

    account_id: int
    delivery_id: int
    kind: str
    again: bool = False


DELIVERED = ("channels.InboundReceived", "channels.HeardInPublic")  # kinds of events that tell of a delivery


class MediaStored(Event, frozen=True, kw_only=True):
    """A file of a message has been fetched from the platform, or will never be (``file_id`` 0, ``error`` in words)."""

    account_id: int
    remote: str
    file_id: int
    name: str = ""
    media_type: str = ""
    size: int = 0
    width: int = 0
    height: int = 0
    error: str = ""


class Delivered(Event, frozen=True, kw_only=True):
    """The platform took a message. ``reference`` is its sender's name for it."""

    account_id: int
    reference: str
    platform_id: str
    at: datetime


class DeliveryFailed(Event, frozen=True, kw_only=True):
    """A message was not sent: ``reason`` for contracts.in_words; ``can_retry`` when sending the same again may help.

    ``undeliverable``: what leads nowhere, for good, as the platform said when it refused the message.
    """

    account_id: int
    reference: str
    code: str
    reason: str
    can_retry: bool
    at: datetime
    undeliverable: tuple[IdentityClaim, ...] = ()


class DeliveryUnknown(Event, frozen=True, kw_only=True):
    """A message was handed over and no answer came: it may or may not have arrived."""

    account_id: int
    reference: str
    reason: str
    at: datetime


class WelcomeSettled(Event, frozen=True, kw_only=True):
    """A welcome was sent, or why not (``outcome``: sent, sent_by_other, no_text, too_late, stopped, failed)."""

    account_id: int
    delivery_id: int
    outcome: str
    seconds: float  # after the code reached us
    at: datetime
    detail: str = ""


class MemberMessageFailed(Event, frozen=True, kw_only=True):
    """A colleague could not be told something. ``reason`` for contracts.in_words, ``reference`` its sender's name."""

    reference: str
    reason: str
