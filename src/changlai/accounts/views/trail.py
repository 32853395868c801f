from collections.abc import Iterator
from datetime import datetime
from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from changlai.accounts import actions, queries
from changlai.accounts.forms import TrailForm
from changlai.accounts.models import Member, Organisation
from changlai.accounts.pages import Request, page
from changlai.kernel.sheets import csv_lines
from changlai.kernel.tenancy import scope
from changlai.ui.render import render

LONGEST_ID = 18  # digits
ROWS = 100_000  # of an export at most; a narrower filter brings the rest
BATCH = 500


@page(can="audit.view", methods=("GET",))
def trail(request: Request) -> HttpResponse:
    """Who did what, the newest first."""
    asked = request.GET.get("below", "")
    below = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_ID else None
    form = TrailForm(request.GET, zone=request.organisation.time_zone)
    context = {
        "trail": queries.trail(form.wanted(), below=below),
        "is_first": below is None,
        "form": form,
        "query": {name: request.GET[name] for name in form.fields if request.GET.get(name)},
    }
    return render(request, "accounts/trail.html", context)


@page(can="audit.view", methods=("POST",))
def export(request: Request) -> HttpResponse:
    """The same lines as a CSV file that says who took it and when. Written down, and read in pieces."""
    form = TrailForm(request.POST, zone=request.organisation.time_zone)
    wanted, now = form.wanted(), timezone.localtime()
    actions.note_trail_exported(by=request.member, filters={k: v for k, v in form.cleaned_data.items() if v})
    rows = _rows(request.organisation, request.member, wanted, now, translation.get_language())
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    name = f"audit-{request.organisation.slug}-{now:%Y%m%d-%H%M}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return cast("HttpResponse", response)  # what doors do with an answer, a streaming one bears too


def _rows(
    organisation: Organisation, member: Member, wanted: queries.Wanted, now: datetime, language: str
) -> Iterator[tuple[object, ...]]:
    """The file's rows; each batch in a scope of its own, since the page's has ended."""
    with translation.override(language):
        mark = _("Taken from “%(organisation)s” by %(name)s (member %(id)d) on %(moment)s. In confidence.") % {
            "organisation": organisation.name,
            "name": member.name,
            "id": member.pk,
            "moment": f"{now:%Y-%m-%d %H:%M:%S %z}",
        }
        yield (mark,)
        yield (_("When"), _("Who"), _("Did what"), _("To what"), _("Difference"), _("From"), _("Request"))
        yield from _lines(organisation, wanted, now)
        yield (mark,)


def _lines(organisation: Organisation, wanted: queries.Wanted, now: datetime) -> Iterator[tuple[object, ...]]:
    below, left = None, ROWS
    while left > 0:
        with scope(organisation.pk):
            found = queries.trail(wanted, below=below, limit=min(BATCH, left))
        for line in found.lines:
            yield _row(line, now)
        left -= len(found.lines)
        below = found.next
        if below is None:
            return


def _row(line: queries.Line, now: datetime) -> tuple[object, ...]:
    difference = "; ".join(f"{name}: {change}" for name, change in line.changes)
    moment = line.at.astimezone(now.tzinfo)
    return (f"{moment:%Y-%m-%d %H:%M:%S}", line.who, line.deed, line.label, difference, line.ip, line.request_id)
