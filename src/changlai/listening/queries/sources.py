"""The register of sources."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q
from django.http import Http404

from changlai.accounts.models import Member
from changlai.channels.models import Account
from changlai.kernel import db
from changlai.listening.enums import SourceKind
from changlai.listening.models import MentionSource

EVERY = timedelta(minutes=15)  # a feed is looked at


def sources(member: Member) -> list[MentionSource]:
    """Every line, in the order they were entered."""
    if not member.can("listening.view"):
        return []
    return list(MentionSource.objects.select_related("account", "created_by").order_by("id"))


def source_of(member: Member, source_id: int, *, permission: str = "listening.sources") -> MentionSource:
    """One line; 404 when there is none or it is not for this member."""
    may = db.is_id(source_id) and member.can(permission)
    rows = MentionSource.objects.select_related("account", "created_by")
    found = rows.filter(id=source_id).first() if may else None
    if found is None:
        raise Http404
    return found


def sources_of_accounts(account_ids: Collection[int]) -> dict[int, int]:
    """The line of the register of each account that hears, by the account's id; of endpoints that of their account."""
    above = dict(Account.objects.filter(id__in=account_ids).values_list("id", "parent_id"))
    roots = {one: parent or one for one, parent in above.items()}
    rows = MentionSource.objects.filter(account__in=set(roots.values()), is_on=True)
    known = {account_id: one for one, account_id in rows.values_list("id", "account_id") if account_id}
    return {one: known[root] for one, root in roots.items() if root in known}


def collecting(account_ids: Collection[int]) -> set[int]:
    """Those of these accounts that stand in the register and are on: only they collect what others say."""
    return set(sources_of_accounts(account_ids))


def feeds_due(now: datetime) -> list[tuple[int, int]]:
    """(organisation, source) of the feeds it is time to look at, of all organisations in scope."""
    is_time = Q(looked_at=None) | Q(looked_at__lte=now - EVERY)
    rows = MentionSource.objects.filter(is_time, kind=SourceKind.FEED, is_on=True)
    return list(rows.order_by("looked_at", "id").values_list("organisation_id", "id"))
