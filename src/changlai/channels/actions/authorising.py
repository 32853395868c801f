"""The owner of an account agrees that we act for it, until a day that is known; who manages channels hears in time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from changlai.accounts import queries as accounts
from changlai.accounts.events import NoticeRaised
from changlai.accounts.models import Member
from changlai.channels import registry
from changlai.channels.actions.accounts import announce_change, refuse_twin
from changlai.channels.actions.streams import resume, sync
from changlai.channels.contracts import Grant
from changlai.channels.contracts.authorising import WARN_DAYS
from changlai.channels.models import Account, Token
from changlai.channels.notices import ENDED, ENDS
from changlai.kernel import audit
from changlai.kernel.events import publish

_DAY = timedelta(days=1)


@transaction.atomic
def authorise(*, account: Account, grant: Grant, by: Member) -> None:
    """Keep what the platform granted; what waited for it begins, what had stopped goes on.

    Raises AlreadyConnected when it is the authorisation of another connected account.
    """
    channel = registry.channel(account.channel)
    was_given = channel.authorising is not None and channel.authorising.is_given(account.settings)
    settings = {**account.settings, **grant.settings}
    refuse_twin(account.channel, settings, but=account.pk)
    account.settings, account.authorised_until = settings, grant.ends_at
    account.save(update_fields=["settings", "authorised_until"])
    Token.objects.filter(account=account).update(expires_at=None, refused_until=None)
    if account.is_active:
        (resume if was_given else sync)(account=account)
    announce_change(account)
    audit.record("channels.authorised", actor=by, obj=account, changes={})


def keep_authorised_until(*, account: Account, until: datetime | None) -> None:
    """When the platform says that the authorisation ends; None: it was not asked."""
    if until is not None:
        Account.objects.filter(pk=account.pk).update(authorised_until=until)


def warn_of_ends(organisation_id: int, *, now: datetime) -> None:
    """Tell whoever manages channels of authorisations that end within a week, or have ended.

    Each account's end is told seven, three and one day before it, and once when it has come.
    """
    soon = now + max(WARN_DAYS) * _DAY
    ending = Account.objects.filter(parent__isnull=True, is_active=True, authorised_until__lte=soon).order_by("id")
    found = list(ending)
    if not found:
        return
    members = [one for one in _members() if one.can("channels.manage")]
    slug = accounts.slug_of(organisation_id)
    publish(*(_notice(account, member, slug, now) for account in found for member in members))


def _members() -> Iterable[Member]:
    return Member.objects.filter(is_active=True).select_related("role").order_by("id")


def _notice(account: Account, member: Member, slug: str, now: datetime) -> NoticeRaised:
    until = account.authorised_until or now
    left = until - now
    stage = next((days for days in sorted(WARN_DAYS) if left <= days * _DAY), 0) if left > timedelta() else 0
    channel = registry.channel(account.channel)
    step = next((one.slug for one in channel.setup if one.authorises), "done")
    return NoticeRaised(
        organisation_id=account.organisation_id,
        key=member.pk,
        kind=ENDS if stage else ENDED,
        member_id=member.pk,
        subject=account.name,
        url=reverse("channels:setup", args=[slug, account.pk, step]),
        once=f"authorisation:{account.pk}:{until.date().isoformat()}:{stage}",
        values={"day": until.astimezone(accounts.zone_of(account.organisation_id)).date().isoformat()},
    )
