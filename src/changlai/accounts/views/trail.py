from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from changlai.accounts import actions, queries
from changlai.accounts.forms import TrailForm
from changlai.accounts.models import Member, TrailExport
from changlai.accounts.pages import Request, page
from changlai.accounts.trail_file import trail_file
from changlai.kernel import db
from changlai.kernel.sentences import error_in_words
from changlai.ui.render import render


@dataclass(frozen=True, slots=True)
class ExportLine:
    """A file of the log, with what was asked for in words."""

    export: TrailExport
    asked: Sequence[str]
    can_fetch: bool
    trouble: str  # why it was given up, in words


@page(can="audit.view", methods=("GET",))
def trail(request: Request) -> HttpResponse:
    """Who did what, the newest first."""
    below = db.id_of(request.GET.get("below", ""))
    form = TrailForm(request.GET, zone=request.organisation.time_zone)
    context = {
        "trail": queries.trail(form.wanted(), below=below),
        "is_first": below is None,
        "form": form,
        "query": {name: request.GET[name] for name in form.fields if request.GET.get(name)},
    }
    return render(request, "accounts/trail.html", context)


@page(can="audit.view")
@never_cache
def exports(request: Request) -> HttpResponse:
    """One's own files of the log and how far they are; posting a filter orders another."""
    if request.method == "POST":
        form = TrailForm(request.POST, zone=request.organisation.time_zone)
        actions.begin_export(wanted=form.wanted(), by=request.member, now=timezone.now())
        return _to_exports(request)
    lines = _lines(request)
    here = {"lines": lines, "is_under_way": any(line.export.is_under_way for line in lines)}
    return render(request, "accounts/exports.html", here, block="exports")


@page(can="audit.view", methods=("POST",))
def export_stop(request: Request, export_id: int) -> HttpResponse:
    """End it before its time."""
    actions.stop_export(export=queries.trail_export(request.member, export_id), now=timezone.now())
    return _to_exports(request)


@page(can="audit.view", methods=("POST",))
def export_retry(request: Request, export_id: int) -> HttpResponse:
    """Let one that failed go on."""
    actions.retry_export(export=queries.trail_export(request.member, export_id))
    return _to_exports(request)


@page(can="audit.view", methods=("POST",))
def export_file(request: Request, export_id: int) -> HttpResponse:
    """The file; who fetched it is written down."""
    export = queries.trail_export(request.member, export_id)
    file_ids = actions.fetch_export(export=export, by=request.member, now=timezone.now())
    return trail_file(request.organisation, export, file_ids)


def _lines(request: Request) -> list[ExportLine]:
    found, now = queries.trail_exports(request.member), timezone.now()
    wanted = [queries.wanted_of(one.filter) for one in found]
    names = dict(Member.objects.filter(pk__in={one.member_id for one in wanted}).values_list("pk", "name"))
    return [
        ExportLine(
            one,
            _asked(asked, names),
            can_fetch=one.expires_at is not None and one.expires_at > now,
            trouble=error_in_words(one.error) if one.error else "",
        )
        for one, asked in zip(found, wanted, strict=True)
    ]


def _asked(wanted: queries.Wanted, names: dict[int, str]) -> list[str]:
    """What was asked for, in words."""
    said = [names.get(wanted.member_id, ""), str(queries.words().get(wanted.action, wanted.action)), wanted.text]
    if wanted.since:
        said.append(_("from %(day)s") % {"day": f"{timezone.localtime(wanted.since):%Y-%m-%d %H:%M}"})
    if wanted.before:
        said.append(_("before %(day)s") % {"day": f"{timezone.localtime(wanted.before):%Y-%m-%d %H:%M}"})
    return [one for one in said if one]


def _to_exports(request: Request) -> HttpResponse:
    return HttpResponseRedirect(reverse("accounts:trail_exports", args=[request.organisation.slug]))
