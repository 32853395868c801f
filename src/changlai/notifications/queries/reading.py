"""What a member was told. Everybody sees their own notices only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from changlai.accounts.models import Member
from changlai.notifications import registry
from changlai.notifications.models import Notification

LIST = 30  # notices a page
MOST_COUNTED = 100  # the bell says "99+" from here on: nobody waits for a longer count


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in words, in the reader's language."""

    id: int
    kind: str
    icon: str
    title: str
    text: str
    subject: str
    url: str
    created_at: datetime
    is_read: bool

    @property
    def about(self) -> str:
        """The subject, where the title does not name it already."""
        return "" if self.subject in self.title else self.subject


def listed(
    member: Member, *, unread_only: bool = False, kind: str = "", before: int | None = None, limit: int = LIST
) -> Sequence[Told]:
    """The member's notices, the newest first; ``before`` is the id above the page. Of one kind, when it is named."""
    rows = _of(member)
    if unread_only:
        rows = rows.filter(read_at=None)
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [in_words(row) for row in rows.order_by("-id")[:limit]]


def latest(member: Member) -> Told | None:
    """The member's newest unread notice."""
    return next(iter(listed(member, unread_only=True, limit=1)), None)


def unread_count(member: Member) -> int:
    """How many notices the member has not read, up to MOST_COUNTED: read from an index that holds only these."""
    return len(_of(member).filter(read_at=None).order_by("-id").values_list("id")[:MOST_COUNTED])


def get_for(member: Member, notification_id: int) -> Notification:
    """One notice of the member's own; raises Http404 for any other."""
    found = _of(member).filter(pk=notification_id).first()
    if found is None:
        raise Http404
    return found


def in_words(row: Notification) -> Told:
    """The sentences of a notice. A kind that is no longer declared keeps its subject and link."""
    kind, values = registry.kinds().get(row.kind), {"subject": row.subject or "-", **row.values}
    return Told(
        id=row.pk,
        kind=row.kind,
        icon=kind.icon if kind else "bell",
        title=filled(kind.title, values) if kind else row.subject,
        text=filled(kind.text, values) if kind and kind.text else "",
        subject=row.subject,
        url=row.url,
        created_at=row.created_at,
        is_read=row.read_at is not None,
    )


def filled(sentence: object, values: Mapping[str, Any]) -> str:
    """The sentence in the active language; a placeholder without a value shows as a dash."""
    return str(sentence) % _Values(values)


class _Values(dict[str, Any]):
    """A notice that was told before its kind got another placeholder still reads."""

    def __missing__(self, name: str) -> str:
        return "-"


def _of(member: Member) -> QuerySet[Notification]:
    return Notification.objects.filter(member=member, is_listed=True)
