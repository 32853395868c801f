"""What waits to go out to a member by one way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from changlai.accounts.models import Member, Organisation
from changlai.notifications.enums import DispatchState, Way
from changlai.notifications.models import Dispatch
from changlai.notifications.queries.reading import Told, in_words
from changlai.notifications.queries.wishes import is_open, wishes

MOST = 50  # notices in one message; the rest goes in another


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that goes to one member in one message, the oldest first, in words of ``language``.

    ``stale_ids`` have been read here in the meantime. ``is_open`` is False when the way leads nowhere any more.
    """

    ids: Sequence[int]
    stale_ids: Sequence[int]
    told: Sequence[Told]
    language: str
    name: str
    email: str
    recipient: tuple[int, str] | None
    organisation: str
    slug: str
    is_open: bool
    since: datetime  # when the oldest of them was told
    has_more: bool = False  # more is due than goes into one message


def bundle(member_id: int, way: Way, *, now: datetime) -> Bundle | None:
    """What is due for a member by this way; None when nothing is, or the member has left."""
    rows = list(
        Dispatch.objects.filter(member_id=member_id, way=way, state=DispatchState.WAITING, due_at__lte=now)
        .select_related("notification")
        .order_by("notification_id")[:MOST]
    )
    wanted = wishes([member_id]).get(member_id)
    if not rows or wanted is None:
        return None
    member = Member.objects.select_related("user").get(pk=member_id)
    organisation = Organisation.objects.get(pk=member.organisation_id)
    language = member.user.language or organisation.language
    fresh = [row for row in rows if row.notification.read_at is None]
    with translation.override(language):
        told = [in_words(row.notification) for row in fresh]
    return Bundle(
        ids=[row.pk for row in fresh],
        stale_ids=[row.pk for row in rows if row.notification.read_at is not None],
        told=told,
        language=language,
        name=member.name,
        email=wanted.email,
        recipient=wanted.recipient,
        organisation=organisation.name,
        slug=organisation.slug,
        is_open=is_open(way, wanted),
        since=min(row.notification.created_at for row in rows),
        has_more=len(rows) == MOST,
    )
