"""Statements and orders that several rooms of this module give in the same words."""

from changlai.channels.contracts import Bell
from changlai.kernel.jobs import NewJob

NOTE = """
    insert into channels_tally (organisation_id, account_id, day, outcome, reason, count)
    select o, a, current_date, w, r, n
    from unnest(%b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::int[]) x(o, a, w, r, n)"""


def send_job(organisation_id: int, account_id: int, thread: int) -> NewJob:
    """The one job that empties a thread of the outbox."""
    body = {"account_id": account_id, "thread": thread}
    return NewJob(organisation_id, "channels.send", body, f"send:{account_id}:{thread}")


def pull_job(organisation_id: int, account_id: int, bell: Bell) -> NewJob:
    """The one job that answers all bells of a stream."""
    body = {"account_id": account_id, "key": bell.key, "hint": dict(bell.hint)}
    return NewJob(organisation_id, "channels.pull", body, f"pull:{account_id}:{bell.key}")


def look_job(organisation_id: int, account_id: int, key: str, *, delay: float) -> NewJob:
    """The one job that orders the next pull of a stream after so many seconds."""
    body = {"account_id": account_id, "key": key}
    return NewJob(organisation_id, "channels.look", body, f"look:{account_id}:{key}", delay)


def start_job(organisation_id: int, account_id: int) -> NewJob:
    """The one job that looks which of an account's streams can be pulled, and orders it."""
    return NewJob(organisation_id, "channels.start", {"account_id": account_id}, f"start:{account_id}")


def listen_job(organisation_id: int, account_id: int, key: str) -> NewJob:
    """The one job that listens to a feed."""
    return NewJob(
        organisation_id, "channels.listen", {"account_id": account_id, "key": key}, f"listen:{account_id}:{key}"
    )
