"""Where somebody who spoke in public can be answered: the accounts connected there."""

from collections.abc import Iterable
from dataclasses import dataclass

from changlai.channels import queries as channels
from changlai.channels.models import Account
from changlai.listening.models import Mention, MentionSource


@dataclass(frozen=True, slots=True)
class Places:
    """The connected account of the platform, and the endpoint through which the firm answers in public there."""

    account: Account | None = None
    public: Account | None = None


NOWHERE = Places()


def places_of(mentions: Iterable[Mention]) -> dict[int, Places]:
    """The places of each mention, by its id: of the account that heard it, else of one on the same platform.

    Three statements and one or two for each account that is met.
    """
    wanted = list(mentions)
    if not wanted:
        return {}
    source_ids = {one.source_id for one in wanted}
    heard = dict(MentionSource.objects.filter(id__in=source_ids).values_list("id", "account_id"))
    known = channels.accounts_by_id(pk for pk in heard.values() if pk)
    speaking = channels.speaking_accounts()
    roots = {one.pk: known.get(heard.get(one.source_id) or 0) or _speaking(speaking, one) for one in wanted}
    public = {root.pk: channels.public_endpoint(root) for root in roots.values() if root}
    return {pk: Places(root, public[root.pk]) if root else NOWHERE for pk, root in roots.items()}


def _speaking(accounts: Iterable[Account], mention: Mention) -> Account | None:
    """An account of ours on the platform, for what came another way."""
    asked = (mention.organisation_id, mention.platform, True)
    return next((one for one in accounts if (one.organisation_id, one.channel, one.is_active) == asked), None)
