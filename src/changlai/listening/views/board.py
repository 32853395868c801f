"""The listening board: a page of parts, each of them an address of its own; every figure leads to what it counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.accounts.pages import Request, page
from changlai.inbox.queries.board import Period
from changlai.kernel import db
from changlai.kernel.sheets import csv_lines
from changlai.listening import actions
from changlai.listening.labels import platform_name
from changlai.listening.models import MentionSource, Topic
from changlai.listening.models.figures import EVERYTHING
from changlai.listening.queries import board as figures
from changlai.listening.queries.board import Asked
from changlai.listening.tables import board as tables
from changlai.listening.tables import sheets
from changlai.ui.render import render

CHOICES = (7, 30, 90)
PLATFORM_LENGTH = 20
Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the board: its template is ``board/<slug>.html``, ``rows`` its table as a file."""

    title: str | Promise
    read: Callable[[Asked], Context]
    rows: Callable[[Asked, Context], Sequence[Sequence[object]]]
    permission: str = "listening.view"


@page(can="listening.view", methods=("GET",))
def board(request: Request) -> HttpResponse:
    """The frame of the board: what it is about, and its parts, which come by themselves."""
    asked = asked_of(request)
    parts = [(slug, part.title) for slug, part in PARTS.items() if request.member.can(part.permission)]
    today = timezone.localdate()
    context = {
        "asked": asked,
        "query": query_of(asked),
        "choices": [(days, ending(today, days)) for days in CHOICES],
        "topics": list(Topic.objects.filter(is_on=True).order_by("position", "id")),
        "platforms": [(slug, platform_name(slug)) for slug, _count in figures.platforms(asked_anywhere(asked))],
        "parts": parts,
        "volume": figures.volume(asked),
        "before": figures.volume(asked.before),
        "has_sources": MentionSource.objects.exists(),
        "may": {one: request.member.can(f"listening.{one}") for one in ("export", "topics", "sources")},
        "tables": tables,
        "query_with": lambda **changed: query_of(asked, **changed),
    }
    return render(request, "listening/board.html", context)


@page(can="listening.view", methods=("GET",))
def part(request: Request, slug: str) -> HttpResponse:
    """One part of the board; with ``csv`` its table as a file."""
    found = PARTS.get(slug)
    if found is None or not request.member.can(found.permission):
        raise Http404
    asked = asked_of(request)
    read = found.read(asked)
    if "csv" in request.GET:
        if not request.member.can("listening.export"):
            raise Http404
        actions.note_board_export(part=slug, asked=asked, by=request.member)
        return _csv(slug, asked, found.rows(asked, read))
    context = {
        "asked": asked,
        "query": query_of(asked),
        "slug": slug,
        "part_title": found.title,
        "tables": tables,
        "platform_name": platform_name,
        "may_export": request.member.can("listening.export"),
    }
    return render(request, f"listening/board/{slug}.html", context | read, block="panel")


def asked_of(request: Request) -> Asked:
    """What the address asks for: the last 30 days of everything without any; a topic nobody has is a 404."""
    first, last = (_day(request.GET.get(name, "")) for name in ("from", "to"))
    topic_id = db.id_of(request.GET.get("topic", "")) or EVERYTHING
    if topic_id and not Topic.objects.filter(id=topic_id).exists():
        raise Http404
    is_period = first is not None and last is not None and last >= first
    period = Period.of(first, last) if first and last and is_period else ending(timezone.localdate(), CHOICES[1])
    platform = request.GET.get("platform", "").replace("\x00", "")[:PLATFORM_LENGTH]
    return Asked(period, topic_id, platform, request.member)


def asked_anywhere(asked: Asked) -> Asked:
    """The same on all platforms."""
    return Asked(asked.period, asked.topic_id)


def ending(last: date, days: int) -> Period:
    """So many days, the last included."""
    return Period(last - timedelta(days=days - 1), last)


def query_of(asked: Asked, **changed: object) -> dict[str, object]:
    """What is asked for as parts of an address."""
    told: dict[str, object] = {
        "from": asked.period.first,
        "to": asked.period.last,
        "topic": asked.topic_id or "",
        "platform": asked.platform,
    }
    told.update(changed)
    return {name: value for name, value in told.items() if value}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _csv(slug: str, asked: Asked, rows: Sequence[Sequence[object]]) -> HttpResponse:
    response = HttpResponse(b"".join(csv_lines(rows)), content_type="text/csv; charset=utf-8")
    name = f"listening-{slug}-{asked.period.first}-{asked.period.last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _volume(asked: Asked) -> Context:
    days = figures.days(asked)
    return {"days": days, "bars": tables.bars(asked, days)}


def _share(asked: Asked) -> Context:
    return {"shares": figures.shares(asked)}


def _words(asked: Asked) -> Context:
    anywhere = asked_anywhere(asked)
    found = figures.words(anywhere, figures.volume(anywhere).total, figures.volume(anywhere.before).total)
    groups = {"hot": figures.hot(found), "rising": figures.rising(found), "new": figures.new(found)}
    return {"groups": groups, "anywhere": anywhere}


def _aspects(asked: Asked) -> Context:
    found = figures.aspects(asked)
    return {"aspects": found, "quotes": figures.quotes(asked, [one.aspect for one in found])}


def _posts(asked: Asked) -> Context:
    return {"posts": figures.posts(asked)}


def _authors(asked: Asked) -> Context:
    return {"authors": figures.spreaders(asked)}


def _platforms(asked: Asked) -> Context:
    return {"platforms": figures.platforms(asked_anywhere(asked)), "anywhere": asked_anywhere(asked)}


def _cases(asked: Asked) -> Context:
    return {"now": figures.cases(asked), "before": figures.cases(asked.before)}


PARTS: Mapping[str, Part] = {
    "volume": Part(_("Volume and sentiment"), _volume, sheets.volume),
    "share": Part(_("Share of voice"), _share, sheets.share),
    "words": Part(_("Hot words"), _words, sheets.words),
    "aspects": Part(_("Praised and complained about"), _aspects, sheets.aspects),
    "posts": Part(_("Most read posts"), _posts, sheets.posts),
    "authors": Part(_("Authors with the most followers"), _authors, sheets.authors),
    "platforms": Part(_("Where it is said"), _platforms, sheets.platforms),
    "cases": Part(pgettext_lazy("board", "Cases"), _cases, sheets.cases, "listening.cases"),
}
