"""The conditions of a list in words, each with what remains when it is taken away."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.channels import queries as channels
from changlai.inbox.filters import NOBODY, Filters, Rated


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as a sentence in three parts. ``without``: the address of the list without it."""

    subject: str
    verb: str
    value: str
    without: dict[str, str]


def conditions(filters: Filters, member: Member) -> list[Condition]:
    """What the list is narrowed to; no statement when it is not."""
    return [
        Condition(subject, verb, value, {name: one for name, one in filters.query.items() if name != key})
        for key, subject, verb, value in _sentences(filters, member)
    ]


def rated_words(rated: Rated) -> str:
    """A kind of score in words."""
    words = {Rated.LOW: _("1 or 2"), Rated.HIGH: _("4 or 5"), Rated.NONE: _("none")}
    return words[rated]


def _sentences(filters: Filters, member: Member) -> Iterator[tuple[str, str, str, str]]:
    yield from _places(filters, member)
    for name, words in (("unread", _("unread")), ("waiting", _("waiting")), ("failed", _("not sent"))):
        if getattr(filters, name):
            yield name, _("Conversation"), _("is"), words
    if filters.rated is not None:
        yield "rated", _("Rating"), _("is"), rated_words(filters.rated)
    yield from _moments(filters)


def _places(filters: Filters, member: Member) -> Iterator[tuple[str, str, str, str]]:
    if filters.channel:
        yield "channel", _("Channel"), _("is"), channels.channel_label(filters.channel)
    if filters.account is not None:
        found = channels.accounts_by_id([filters.account]).get(filters.account)
        yield "account", _("Account"), _("is"), found.name if found else "?"
    if filters.assignee is not None:
        yield "assignee", _("Assignee"), _("is"), _assignee(filters.assignee, member)


def _moments(filters: Filters) -> Iterator[tuple[str, str, str, str]]:
    if filters.days is not None:
        days = ngettext("%(count)d day", "%(count)d days", filters.days) % {"count": filters.days}
        yield "days", _("Last message"), _("within"), days
    for name, verb in (("since", _("from")), ("until", _("to"))):
        if day := getattr(filters, name):
            yield name, _("Last message"), verb, formats.date_format(day, "DATE_FORMAT")


def _assignee(member_id: int, member: Member) -> str:
    if member_id == NOBODY:
        return pgettext("assignee", "nobody")
    found = accounts.visible_members(member).filter(pk=member_id).first()
    return found.name if found else "?"
