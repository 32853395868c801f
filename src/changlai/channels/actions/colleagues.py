"""Colleagues whom a directory or a sign-in told us of."""

from changlai.channels.actions.member_messages import link_colleague
from changlai.channels.models import Colleague
from changlai.kernel import turns
from changlai.kernel.tenancy import organisation_id


def take_turns(account_id: int) -> None:
    """Until the transaction ends nobody else writes the account's colleagues.

    A whole directory is taken over in its own order while a pull writes the same rows in another: without turns each of
    them would wait for the other.
    """
    turns.take("channels.colleagues", [account_id])


def know_colleague(*, account_id: int, external_id: str, name: str, member_id: int | None) -> None:
    """Keep a colleague of a platform, and which member that is."""
    take_turns(account_id)
    facts = {"organisation_id": organisation_id(), "name": name}
    Colleague.objects.get_or_create(account_id=account_id, external_id=external_id, defaults=facts)
    link_colleague(account_id=account_id, external_id=external_id, member_id=member_id)
