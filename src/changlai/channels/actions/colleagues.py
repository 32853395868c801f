"""Colleagues whom a directory or a sign-in told us of."""

from changlai.channels.actions.member_messages import link_colleague
from changlai.channels.models import Colleague
from changlai.kernel import db
from changlai.kernel.tenancy import organisation_id

_TAKE_TURNS = "select pg_advisory_xact_lock(%b, %b)"
_LOCK_CLASS = 1_668_246_636  # "coll" read as an integer: no other lock of the house uses two keys with it
_ROOM = 2**31  # account ids beyond share their turns, which costs a wait and nothing else


def take_turns(account_id: int) -> None:
    """Until the transaction ends nobody else writes the account's colleagues.

    A whole directory is taken over in its own order while a pull writes the same rows in another: without turns each of
    them would wait for the other.
    """
    db.run(_TAKE_TURNS, (_LOCK_CLASS, account_id % _ROOM))


def know_colleague(*, account_id: int, external_id: str, name: str, member_id: int | None) -> None:
    """Keep a colleague of a platform, and which member that is."""
    take_turns(account_id)
    facts = {"organisation_id": organisation_id(), "name": name}
    Colleague.objects.get_or_create(account_id=account_id, external_id=external_id, defaults=facts)
    link_colleague(account_id=account_id, external_id=external_id, member_id=member_id)
