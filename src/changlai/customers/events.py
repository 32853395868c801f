"""What happens to customers."""

from datetime import date, datetime

from changlai.channels.contracts import Content
from changlai.channels.enums import InboundKind
from changlai.customers.enums import InteractionKind
from changlai.kernel.events import Event


class InteractionRecorded(Event, frozen=True, kw_only=True):
    """A touch point is on a customer's timeline. Keyed by the customer.

    ``account_id`` is the endpoint it came through, ``identity_id`` the name the customer came under; 0 for none.
    ``is_automatic``: a machine wrote it.
    """

    customer_id: int
    account_id: int
    kind: InteractionKind
    occurred_at: datetime
    content: Content | None = None
    platform_id: str = ""
    address: dict[str, str] = {}
    colleague: str = ""
    identity_id: int = 0
    is_automatic: bool = False


class FollowTagged(Event, frozen=True, kw_only=True):
    """A platform tells other tags of a colleague's relation with a customer than before: these and no others.

    ``tags`` are (platform id, group, name); a colleague's own tags have no id. ``told_at`` is the platform's time.
    """

    customer_id: int
    account_id: int
    colleague: str
    tags: tuple[tuple[str, str, str], ...]
    told_at: datetime


class ReceiptReceived(Event, frozen=True, kw_only=True):
    """A platform told something about an earlier message: it failed after all, or was taken back.

    ``customer_id`` is 0 when it did not say whose message: the message itself is known by its ``platform_id``.
    """

    customer_id: int
    account_id: int
    kind: InboundKind
    platform_id: str
    reason: str
    occurred_at: datetime


class ReachChanged(Event, frozen=True, kw_only=True):
    """Nothing arrives at one of a customer's addresses any more, or something does again."""

    customer_id: int


class CustomerHandedOver(Event, frozen=True, kw_only=True):
    """Somebody else, or nobody (``to_id`` 0), is responsible for a customer. ``by_id`` 0: no member decided it."""

    customer_id: int
    from_id: int
    to_id: int
    by_id: int
    at: datetime


class FollowUpPlanned(Event, frozen=True, kw_only=True):
    """Who logged a follow-up wants to be reminded of the next one, on a day where the organisation is. Keyed by the
    customer. ``title`` is how they call it.
    """

    customer_id: int
    note_id: int
    member_id: int
    title: str
    due_on: date
    at: datetime


class CustomersMerged(Event, frozen=True, kw_only=True):
    """Several customers turned out to be one; ``key`` and ``into_id`` are the one that stays."""

    into_id: int
    merged_ids: tuple[int, ...]
    reason: str


class MergeUndone(Event, frozen=True, kw_only=True):
    """Customers who had been made one are several again; ``key`` and ``into_id`` are the one that had stayed."""

    into_id: int
    merged_ids: tuple[int, ...]


class CustomerBinned(Event, frozen=True, kw_only=True):
    """A customer was moved to the bin: in no list until somebody restores them. ``by_id`` is 0 for the machine."""

    customer_id: int
    by_id: int
    at: datetime


class CustomerRestored(Event, frozen=True, kw_only=True):
    """A customer is back from the bin. ``by_id`` is 0 when they came back by themselves: they turned to us."""

    customer_id: int
    by_id: int
    at: datetime


class CustomerPurged(Event, frozen=True, kw_only=True):
    """A customer of the bin is gone for good, with everything that was kept of them. ``customer_ids`` are all the ids
    they ever had.
    """

    customer_ids: tuple[int, ...]
    by_id: int
    at: datetime
