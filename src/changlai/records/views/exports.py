"""Lists as files: those one has ordered, how far they are, and fetching them."""

from dataclasses import dataclass
from typing import cast

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from changlai.accounts.pages import Request, member_page
from changlai.kernel import db, files
from changlai.kernel.sentences import error_in_words
from changlai.records import actions, queries, registry
from changlai.records.actions import Wish
from changlai.records.enums import SheetFormat
from changlai.records.models import ListExport
from changlai.records.tables import state
from changlai.ui.render import render


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One of them: what of, whether it can be fetched, and why it was given up, in words."""

    export: ListExport
    label: str
    icon: str
    can_fetch: bool
    trouble: str


@member_page
@never_cache
def exports(request: Request) -> HttpResponse:
    """One's own, the latest first."""
    lines = [_line(one) for one in queries.exports(request.member)]
    kinds = (queries.export_kind(slug, request.member) for slug in registry.kinds())
    context = {
        "lines": lines,
        "kinds": [one for one in kinds if one is not None],
        "is_under_way": any(line.export.is_under_way for line in lines),
    }
    return render(request, "records/exports.html", context, block="exports")


@member_page
def new_export(request: Request, kind: str) -> HttpResponse:
    """All results of a list as a file, or with ``ids`` those that were ticked; with the columns and order of its
    address.
    """
    found = queries.export_kind(kind, request.member)
    if found is None:
        raise Http404
    if request.method == "POST":
        here = state.read(request.POST, found, queries.tabs(request.member, found))
        told = request.POST.get("format", "")
        format_ = SheetFormat(told) if told in set(SheetFormat) else SheetFormat.XLSX
        ticked = db.ids_of(request.POST.get("ids", "").split(","))
        meant = {"ids": ticked} if "ids" in request.POST else {"filter": here.asked}
        wish = Wish(found.slug, format_, columns=here.shown, order=here.sorted_by, **meant)
        actions.begin_list_export(wish, by=request.member, now=timezone.now())
    return to_exports(request)


@member_page
def export_stop(request: Request, export_id: int) -> HttpResponse:
    """End it before its time."""
    found = queries.export_for(request.member, export_id)
    if request.method == "POST":
        actions.stop_list_export(export=found, now=timezone.now())
    return to_exports(request)


@member_page
def export_retry(request: Request, export_id: int) -> HttpResponse:
    """Let one that failed go on."""
    found = queries.export_for(request.member, export_id)
    if request.method == "POST":
        actions.retry_list_export(export=found)
    return to_exports(request)


@member_page
def export_file(request: Request, export_id: int) -> HttpResponse:
    """The file; who fetched it is written down."""
    found = queries.export_for(request.member, export_id)
    if request.method != "POST":
        return to_exports(request)
    stored = actions.fetch_list_export(export=found, by=request.member, now=timezone.now())
    response = cast("HttpResponse", files.response(request, stored, download=True))
    response["Cache-Control"] = "no-store"
    return response


def to_exports(request: Request) -> HttpResponse:
    """Their page."""
    return HttpResponseRedirect(reverse("records:exports", args=[request.organisation.slug]))


def _line(export: ListExport) -> ExportLine:
    kind = registry.kinds().get(export.kind)
    return ExportLine(
        export,
        str(kind.plural) if kind else export.kind,
        kind.icon if kind else "file",
        can_fetch=export.file_id is not None and export.expires_at is not None and export.expires_at > timezone.now(),
        trouble=error_in_words(export.error) if export.error else "",
    )
