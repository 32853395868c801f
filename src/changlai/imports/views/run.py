"""One import from the file to the report: what is shown follows from where it stands."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from changlai.accounts.pages import Request, page
from changlai.imports import actions, parts, queries, tables, wording
from changlai.imports.enums import ImportState, RowView, TwinChoice
from changlai.imports.forms import CHOICES, SettleForm
from changlai.imports.models import ImportRun
from changlai.imports.views.grid import grid_context
from changlai.kernel.errors import Refusal
from changlai.ui.render import render

UNPROCESSABLE = 422
STEPS = {
    ImportState.READING: 1,
    ImportState.MAPPING: 2,
    ImportState.CHECKING: 3,
    ImportState.PREVIEW: 3,
    ImportState.RUNNING: 4,
}
LAST_STEP = 5


@page(can="customers.import", methods=("GET",))
@never_cache
def run(request: Request, run_id: int) -> HttpResponse:
    """Where it stands; htmx asks again while the machine works."""
    return shown(request, queries.get_for(request.member, run_id))


@page(can="customers.import", methods=("POST",))
def mapping(request: Request, run_id: int) -> HttpResponse:
    """What each column is, where the data come from; then every row is checked."""
    found = queries.get_for(request.member, run_id)
    form = SettleForm(request.POST)
    chosen = [request.POST.get(f"c{place}", "") for place in range(len(found.headers))]
    if form.is_valid():
        try:
            actions.settle(
                run=found,
                mapping=chosen,
                source=form.cleaned_data["source"],
                basis=form.cleaned_data["basis"],
                on_twin=TwinChoice(form.cleaned_data["on_twin"]),
                template=form.cleaned_data["template"],
                by=request.member,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return _back(request, found)
    return shown(request, found, form=form, chosen=chosen)


@page(can="customers.import", methods=("POST",))
def reading(request: Request, run_id: int) -> HttpResponse:
    """Read the file another way."""
    found = queries.get_for(request.member, run_id)
    header = request.POST.get("header", "")
    wanted = {name: request.POST.get(name, "") for name in ("sheet", "encoding", "separator")}
    is_number = header.isascii() and header.isdecimal() and len(header) < 7  # noqa: PLR2004
    actions.read_again(run=found, wanted=wanted | {"header": int(header) if is_number else 0})
    return _back(request, found)


@page(can="customers.import", methods=("POST",))
def beginning(request: Request, run_id: int) -> HttpResponse:
    """Write what is ready."""
    found = queries.get_for(request.member, run_id)
    actions.start(run=found, by=request.member, now=timezone.now())
    return _back(request, found)


@page(can="customers.import", methods=("POST",))
def cancellation(request: Request, run_id: int) -> HttpResponse:
    """Stop where it is."""
    found = queries.get_for(request.member, run_id)
    actions.cancel(run=found, by=request.member, now=timezone.now())
    return _back(request, found)


@page(can="customers.import", methods=("POST",))
def undoing(request: Request, run_id: int) -> HttpResponse:
    """Take back what it made."""
    found = queries.get_for(request.member, run_id)
    actions.undo(run=found, by=request.member, now=timezone.now())
    return _back(request, found)


@page(can="customers.import", methods=("POST",))
def retry(request: Request, run_id: int) -> HttpResponse:
    """Go on after a standstill."""
    found = queries.get_for(request.member, run_id)
    actions.try_again(run=found)
    return _back(request, found)


@page(can="customers.import", methods=("POST",))
def removal(request: Request, run_id: int) -> HttpResponse:
    """Throw it away before anything is written."""
    actions.remove(run=queries.get_for(request.member, run_id), by=request.member)
    return HttpResponseRedirect(reverse("imports:list", args=[request.organisation.slug]))


def shown(
    request: Request, found: ImportRun, *, form: SettleForm | None = None, chosen: list[str] | None = None
) -> HttpResponse:
    """The page of an import."""
    context: dict[str, Any] = {
        "run": found,
        "word": wording.STATES[found.state][0],
        "tone": wording.STATES[found.state][1],
        "trouble": wording.trouble_of(found),
        "step": STEPS.get(ImportState(found.state), LAST_STEP),
        "days": actions.KEPT_DAYS,
    }
    again = found.state == ImportState.PREVIEW and "columns" in request.GET
    match found.state:
        case ImportState.MAPPING:
            context |= _mapping(request, found, form, chosen)
        case ImportState.PREVIEW if again or form is not None:
            context |= _mapping(request, found, form, chosen)
        case ImportState.PREVIEW:
            context |= grid_context(request, found, _first_view(found)) | {"choices": CHOICES}
        case ImportState.FINISHED | ImportState.CANCELLED | ImportState.UNDONE:
            context |= grid_context(
                request, found, RowView.FAILED if found.failed_count + found.bad_count else RowView.ALL
            )
            context |= {"figures": tables.figures(found), "choices": CHOICES}
    context["is_mapping"] = "groups" in context
    status = UNPROCESSABLE if form is not None else 200
    return render(request, "imports/run.html", context, block="stage", status=status)


def _first_view(found: ImportRun) -> RowView:
    if found.bad_count:
        return RowView.BAD
    return RowView.TWIN if found.twin_count else RowView.ALL


def _mapping(request: Request, found: ImportRun, form: SettleForm | None, chosen: list[str] | None) -> dict[str, Any]:
    paths = chosen if chosen is not None else found.mapping
    initial = {"source": found.source, "basis": found.basis or "consent", "on_twin": found.on_twin}
    columns = zip(found.headers, tables.samples(found), paths, strict=True)
    return {
        "columns": [(place, header, cells, path) for place, (header, cells, path) in enumerate(columns)],
        "groups": tables.choices_of(parts.columns(found.kind)),
        "form": form or SettleForm(initial=initial),
        "form_of_file": found.form,
        "encodings": wording.ENCODING_NAMES,
        "separators": wording.SEPARATOR_NAMES,
        "may_make_fields": found.kind == "customer" and request.member.can("records.fields"),
        "new_field": actions.NEW_FIELD,
    }


def _back(request: Request, found: ImportRun) -> HttpResponse:
    return HttpResponseRedirect(reverse("imports:run", args=[request.organisation.slug, found.pk]))
