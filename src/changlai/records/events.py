"""What happened to records in numbers, for whoever cares."""

from changlai.kernel.events import Event


class RunEnded(Event, frozen=True, kw_only=True):
    """A deed was done to many records; ``state`` is a RunState. ``key`` is the run's id.

    The counts are final: one that was stopped ends when the batch that was under way is done.
    """

    run_id: int
    kind: str
    deed: str
    state: str
    done_count: int
    failed_count: int
    member_id: int
