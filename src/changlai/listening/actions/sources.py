"""The register of sources: nothing is collected that does not stand in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Value
from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.channels import actions as channels
from changlai.channels import queries as channel_queries
from changlai.channels.models import Account
from changlai.kernel import audit
from changlai.listening.actions.forgetting import forget_source
from changlai.listening.actions.turns import take_turns
from changlai.listening.cleaning import address
from changlai.listening.contracts import MOST_RETENTION
from changlai.listening.enums import Ground, SourceKind
from changlai.listening.errors import BadSource, NameTaken
from changlai.listening.models import Mention, MentionSource

MOST_DELETED = 10_000  # mentions that go with their source at once


@dataclass(frozen=True, slots=True)
class SourceWish:
    """A line of the register as somebody wants it. ``account_id`` of a channel account, ``url`` of a feed."""

    name: str
    kind: SourceKind
    purpose: str
    origin: str
    ground: Ground
    retention_days: int = 365
    platform: str = ""
    account_id: int = 0
    url: str = ""
    is_on: bool = True


@transaction.atomic
def make_source(*, wish: SourceWish, by: Member, now: datetime) -> MentionSource:
    """A new line. From now on it collects. Raises BadSource, NameTaken."""
    source = MentionSource(organisation_id=by.organisation_id, kind=wish.kind, created_at=now, created_by=by)
    _write(source, wish)
    audit.record("listening.source_made", actor=by, obj=source, changes=_facts(source))
    _tell_channel(source.account)
    return source


@transaction.atomic
def change_source(*, source: MentionSource, wish: SourceWish, by: Member) -> None:
    """Write a line anew; its kind stays. A shorter time of keeping holds for what is there, too."""
    take_turns()
    before, days = _facts(source), source.retention_days
    _write(source, wish)
    if source.retention_days != days:
        expires = ExpressionWrapper(
            F("said_at") + Value(_days(source.retention_days), output_field=DurationField()),
            output_field=DateTimeField(),
        )
        Mention.objects.filter(source=source).update(expires_at=expires)
    audit.record("listening.source_changed", actor=by, obj=source, changes=_changed(before, _facts(source)))
    _tell_channel(source.account)


@transaction.atomic
def delete_source(*, source: MentionSource, by: Member) -> None:
    """Away with a line and what came through it. Raises BadSource when that is too much to delete at once."""
    if Mention.objects.filter(source=source)[MOST_DELETED : MOST_DELETED + 1]:
        raise BadSource(
            "retention_days",
            _(
                "More than 10,000 mentions came through this source. Switch it off and set the days it is kept to 1: "
                "they are deleted step by step, then delete the source."
            ),
        )
    account = source.account
    audit.record("listening.source_deleted", actor=by, obj=source, changes=_facts(source))
    forget_source(source.pk)
    source.delete()
    _tell_channel(account)


def _write(source: MentionSource, wish: SourceWish) -> None:
    name = " ".join(wish.name.split())
    _check(source, wish, name)
    source.name, source.purpose, source.origin = name, wish.purpose.strip(), wish.origin.strip()
    source.ground, source.retention_days, source.is_on = wish.ground, wish.retention_days, wish.is_on
    source.platform = wish.platform.strip().lower()
    if source.kind == SourceKind.ACCOUNT:
        source.account = _account(source, wish.account_id)
        source.platform = source.account.channel
    if source.kind == SourceKind.FEED:
        if source.url != wish.url.strip():
            source.cursor, source.error, source.looked_at = "", "", None
        source.url = address(wish.url)
        if not source.url:
            raise BadSource("url", _("This is no address of a feed. It begins with https:// or http://."))
    source.save()


def _check(source: MentionSource, wish: SourceWish, name: str) -> None:
    if not name:
        raise BadSource("name", _("Give the source a name."))
    if not wish.purpose.strip():
        raise BadSource("purpose", _("Say what these mentions are collected for. Without a purpose nothing is."))
    if not wish.origin.strip():
        raise BadSource("origin", _("Say who gives these mentions: the platform, a vendor, a site."))
    if not 1 <= wish.retention_days <= MOST_RETENTION:
        raise BadSource("retention_days", _("Mentions are kept 1 to 3,650 days."))
    if MentionSource.objects.filter(name=name).exclude(pk=source.pk).exists():
        raise NameTaken(name)


def _account(source: MentionSource, account_id: int) -> Account:
    """A connected account that hears; each stands in the register once."""
    found = next((one for one in channel_queries.speaking_accounts() if one.pk == account_id), None)
    if found is None:
        raise BadSource("account_id", _("Choose a connected account of a platform where people speak in public."))
    if MentionSource.objects.filter(account=found).exclude(pk=source.pk).exists():
        raise BadSource("account_id", _("This account stands in the register already. Open its line there."))
    return found


def _tell_channel(account: Account | None) -> None:
    """Collecting begins, or ends, at once."""
    if account is not None:
        channels.collect(account=account)


def _facts(source: MentionSource) -> dict[str, object]:
    return {"name": source.name, "purpose": source.purpose, "retention_days": source.retention_days}


def _changed(before: dict[str, object], after: dict[str, object]) -> dict[str, object]:
    return {name: [before[name], value] for name, value in after.items() if before[name] != value}


def _days(number: int) -> timedelta:
    return timedelta(days=number)
