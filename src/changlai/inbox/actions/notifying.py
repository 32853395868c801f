"""Telling members about conversations: three statements, however many."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import translation

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.inbox.models import Conversation
from changlai.kernel.tenancy import organisation_id
from changlai.notifications import actions as notifications
from changlai.notifications.contracts import Notice, NoticeKind


@dataclass(frozen=True, slots=True)
class Word:
    """What one member is told of one conversation. ``once`` is unique together with the member."""

    kind: NoticeKind
    member_id: int
    conversation_id: int
    once: str
    values: Mapping[str, str | int] = field(default_factory=dict)


def language_of(member: Member) -> translation.override:
    """What is worded inside is in the language of whoever will read it."""
    return translation.override(member.user.language or translation.get_language())


def tell_members(words: Iterable[Word]) -> None:
    """Tell members of the organisation in scope; the subject is the customer's name."""
    told = list(words)
    if not told:
        return
    names = dict(
        Conversation.objects.filter(id__in={one.conversation_id for one in told}).values_list("id", "customer__name")
    )
    slug = accounts.slug_of(organisation_id())
    notifications.notify(
        [
            Notice(
                kind=one.kind.slug,
                member_id=one.member_id,
                subject=names[one.conversation_id] or "-",
                url=reverse("inbox:conversation", args=[slug, one.conversation_id]),
                once=one.once,
                values=one.values,
            )
            for one in told
        ]
    )
