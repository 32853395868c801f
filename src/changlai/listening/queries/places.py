"""Where somebody who spoke in public can be answered: the endpoints of the accounts connected there."""

from collections.abc import Iterable
from dataclasses import dataclass

from changlai.channels import queries as channels
from changlai.channels.contracts import Voice
from changlai.channels.models import Account
from changlai.listening.models import Mention, MentionSource


@dataclass(frozen=True, slots=True)
class Places:
    """The public endpoint and the private one, as far as a connected account has them, and its voice."""

    public: Account | None = None
    private: Account | None = None
    voice: Voice | None = None


NOWHERE = Places()


def places_of(mentions: Iterable[Mention]) -> dict[int, Places]:
    """The places of each mention, by its id: of the account that heard it, else of one on the same platform.

    Two statements, whatever their number.
    """
    wanted = list(mentions)
    if not wanted:
        return {}
    sources = dict(
        MentionSource.objects.filter(id__in={one.source_id for one in wanted}).values_list("id", "account_id")
    )
    accounts = list(Account.objects.order_by("id"))
    roots = [one for one in accounts if one.parent_id is None]
    by_id = {one.pk: one for one in roots}
    found: dict[int, Places] = {}
    for mention in wanted:
        root = by_id.get(sources.get(mention.source_id) or 0)
        root = root or next((one for one in roots if _speaks(one, mention)), None)
        found[mention.pk] = _places(root, accounts) if root else NOWHERE
    return found


def _speaks(account: Account, mention: Mention) -> bool:
    is_there = account.organisation_id == mention.organisation_id and account.channel == mention.platform
    return is_there and account.is_active and channels.voice_of(account.channel) is not None


def _places(root: Account, accounts: Iterable[Account]) -> Places:
    voice = channels.voice_of(root.channel)
    if voice is None:
        return NOWHERE
    family = [one for one in accounts if root.pk in {one.pk, one.parent_id}]
    public, private = (
        next((one for one in family if product and one.product == product), None)
        for product in (voice.product, voice.private_product)
    )
    return Places(public, private, voice)
