"""What happens to tags."""

from changlai.kernel.events import Event


class CustomerTagged(Event, frozen=True, kw_only=True):
    """A customer got tags or lost some. Keyed by the customer. ``way`` is a word of enums.Way; ``member_id`` 0: nobody
    here did it.
    """

    customer_id: int
    added_ids: tuple[int, ...]
    removed_ids: tuple[int, ...]
    way: str
    member_id: int = 0
