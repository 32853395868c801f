"""Mentions as members may see them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.listening.models import Mention

PAGE = 50


def visible_to(member: Member) -> QuerySet[Mention]:
    """What is said in public is seen by everybody who may see any of it."""
    return Mention.objects.all() if member.can("listening.view") else Mention.objects.none()


def editable_by(member: Member) -> QuerySet[Mention]:
    """Of these, what the member may correct."""
    return visible_to(member) if member.can("listening.judge") else Mention.objects.none()


def get_for(member: Member, mention_id: int) -> Mention:
    """One mention with its author and source; 404 when it is missing or not for this member."""
    rows = visible_to(member).select_related("author", "author__customer", "source", "corrected_by", "fold")
    found = rows.filter(id=mention_id).first() if db.is_id(mention_id) else None
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Wish:
    """Which mentions a program asks for; what is empty is not asked for."""

    topic_id: int = 0
    platform: str = ""
    sentiment: str = ""
    since: datetime | None = None
    before: datetime | None = None


def page(
    member: Member, wanted: Wish, *, below: tuple[datetime, int] | None = None, limit: int = PAGE
) -> list[Mention]:
    """A keyset page, the latest first; one more than ``limit`` tells that there is more."""
    rows = visible_to(member).select_related("author")
    if wanted.topic_id:
        rows = rows.filter(topics__topic=wanted.topic_id)
    if wanted.platform:
        rows = rows.filter(platform=wanted.platform)
    if wanted.sentiment:
        rows = rows.filter(sentiment=wanted.sentiment)
    if wanted.since:
        rows = rows.filter(said_at__gte=wanted.since)
    if wanted.before:
        rows = rows.filter(said_at__lt=wanted.before)
    if below:
        rows = rows.filter(Q(said_at__lt=below[0]) | Q(said_at=below[0], id__lt=below[1]))
    return list(rows.order_by("-said_at", "-id")[: limit + 1])
