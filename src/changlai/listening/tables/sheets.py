"""The parts of the board as files: a head and rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changlai.listening.labels import platform_name
from changlai.listening.queries.board import Asked, Volume

Rows = Sequence[Sequence[object]]
Read = Mapping[str, Any]


def volume(_asked: Asked, read: Read) -> Rows:
    """A row a day."""
    return [[_("Day"), *_volume_head()], *([one.day.isoformat(), *_counts(one.volume)] for one in read["days"])]


def share(_asked: Asked, read: Read) -> Rows:
    """A row a topic."""
    head = [_("Topic"), _("Kind"), *_volume_head(), _("Mentions before")]
    return [
        head,
        *([one.topic.name, str(one.kind.label), *_counts(one.now), one.before.total] for one in read["shares"]),
    ]


def words(_asked: Asked, read: Read) -> Rows:
    """A row a word, in the groups it stands in."""
    head = [pgettext("board", "Group"), pgettext("board", "Word"), _("Mentions"), _("Mentions before")]
    names = {"hot": _("Hot"), "rising": _("Rising"), "new": pgettext("words", "New")}
    rows = [[names[slug], one.word, one.count, one.before] for slug, found in read["groups"].items() for one in found]
    return [head, *rows]


def aspects(_asked: Asked, read: Read) -> Rows:
    """A row an aspect."""
    return [[_("Aspect"), *_volume_head()], *([str(one.aspect.label), *_counts(one.volume)] for one in read["aspects"])]


def posts(_asked: Asked, read: Read) -> Rows:
    """A row a post."""
    head = [_("Said at"), _("Platform"), _("Author"), _("What was said"), _("Reach"), _("Sentiment"), _("Address")]
    return [
        head,
        *(
            [
                one.said_at.isoformat(),
                platform_name(one.platform),
                one.author.name if one.author else "",
                one.text,
                one.reach,
                one.sentiment,
                one.url,
            ]
            for one in read["posts"]
        ),
    ]


def authors(_asked: Asked, read: Read) -> Rows:
    """A row an author."""
    head = [_("Author"), _("Platform"), _("Followers"), _("Mentions"), _("Negative ones")]
    return [
        head,
        *([one.name, platform_name(one.platform), one.followers, one.count, one.negative] for one in read["authors"]),
    ]


def platforms(_asked: Asked, read: Read) -> Rows:
    """A row a platform."""
    return [[_("Platform"), _("Mentions")], *([platform_name(slug), count] for slug, count in read["platforms"])]


def cases(_asked: Asked, read: Read) -> Rows:
    """A row a figure, beside the period before; times in seconds."""
    now, before = read["now"], read["before"]
    states = [[str(state.label), now.states[state], before.states[state]] for state in now.states]
    return [
        [pgettext("board", "Figure"), pgettext("board", "Now"), pgettext("board", "Before")],
        *states,
        [_("First answer, median (s)"), now.answer, before.answer],
        [_("Solved, median (s)"), now.solved, before.solved],
        [_("Rating"), now.score, before.score],
    ]


def _volume_head() -> list[str]:
    return [
        _("Mentions"),
        pgettext("sentiment", "Negative"),
        pgettext("sentiment", "Neutral"),
        pgettext("sentiment", "Positive"),
    ]


def _counts(found: Volume) -> list[int]:
    return [found.total, found.negative, found.neutral, found.positive]
