"""Narrowing the list, keeping folders, and doing one thing to many conversations."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from changlai.accounts.pages import Request, page
from changlai.channels import queries as channels
from changlai.inbox import actions, queries
from changlai.inbox.enums import BulkAction, BulkState
from changlai.inbox.filters import Filters, Rated
from changlai.inbox.forms import BulkForm, FolderForm
from changlai.inbox.models import BulkRun
from changlai.inbox.queries.desk import settings, usable_reasons
from changlai.inbox.tables.conditions import rated_words
from changlai.inbox.views.shelf import state_of, tab_of
from changlai.kernel.errors import Refusal
from changlai.ui.render import go_to, render, wants_fragment

UNPROCESSABLE = 422
REPORTED = 100  # failures named on screen


@page(can="inbox.view")
def filters(request: Request) -> HttpResponse:
    """What the list is narrowed to; posting a name keeps it as a folder."""
    chosen = Filters.read(request.GET.dict())
    form = FolderForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.keep_folder(
                name=form.cleaned_data["name"],
                tab=tab_of(request),
                state=state_of(request),
                query=Filters.read(request.POST.dict()).query,
                is_team=form.cleaned_data["is_team"],
                by=request.member,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return _to_list(request, made.address)
    accounts = [(one, channels.product_of(one)) for one in queries.accounts_talking()]
    here = {
        "filters": chosen,
        "form": form,
        "tab": tab_of(request),
        "state": state_of(request),
        "accounts": accounts,
        "channels": sorted({(one.channel, channels.channel_label(one.channel)) for one, _product in accounts}),
        "colleagues": queries.repliers(request.member),
        "ratings": [(str(rated), rated_words(rated)) for rated in Rated],
        "may_share": request.member.can("inbox.manage"),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "inbox/filters.html", here, block="dialog", status=status)


@page(can="inbox.view", methods=("POST",))
def folder_removal(request: Request, folder_id: int) -> HttpResponse:
    """The folder is gone, the conversations stay."""
    actions.drop_folder(folder=queries.folder_for(request.member, folder_id), by=request.member)
    return _to_list(request, {"tab": tab_of(request), "state": state_of(request)})


@page(can="inbox.view", methods=("GET",))
def folders(request: Request) -> HttpResponse:
    """The folders, with a way to drop each."""
    here = {"folders": queries.folders(request.member), "may_share": request.member.can("inbox.manage")}
    return render(request, "inbox/folders.html", here, block="dialog")


@page(can="inbox.assign", methods=("GET",))
def bulk_choice(request: Request) -> HttpResponse:
    """What an action on many needs to know: whom, why, how long."""
    asked = request.GET.get("action", "")
    if asked not in set(BulkAction):
        raise Http404
    here: dict[str, Any] = {
        "action": asked,
        "colleagues": queries.repliers(request.member),
        "reasons": usable_reasons(),
    }
    here["is_reason_required"] = settings().is_reason_required
    return render(request, "inbox/bulk_choice.html", here | _said(request), block="dialog")


@page(can="inbox.assign", methods=("POST",))
def bulk(request: Request) -> HttpResponse:
    """Begin, and show how far it is."""
    form = BulkForm(request.POST)
    if not form.is_valid():
        raise Http404
    now = timezone.now()
    ids = _all_shown(request) if form.cleaned_data["all"] else form.chosen()
    action = BulkAction(form.cleaned_data["action"])
    run = actions.begin_bulk(action=action, ids=ids, parameters=form.parameters(now), by=request.member, now=now)
    return _run_page(request, run)


@page(can="inbox.assign", methods=("GET",))
@never_cache
def bulk_run(request: Request, run_id: int) -> HttpResponse:
    """How far it is, and what could not be done and why."""
    return _run_page(request, queries.bulk_run(request.member, run_id))


@page(can="inbox.assign", methods=("POST",))
def bulk_cancellation(request: Request, run_id: int) -> HttpResponse:
    """Leave the rest."""
    actions.cancel_bulk(run=queries.bulk_run(request.member, run_id), now=timezone.now())
    return _run_page(request, queries.bulk_run(request.member, run_id))


@page(can="inbox.assign", methods=("POST",))
def bulk_attempts(request: Request, run_id: int) -> HttpResponse:
    """Those that failed once more, as a run of its own."""
    run = queries.bulk_run(request.member, run_id)
    return _run_page(request, actions.retry_bulk(run=run, by=request.member, now=timezone.now()))


def _run_page(request: Request, run: BulkRun) -> HttpResponse:
    named = queries.names_of(one[0] for one in run.failed[:REPORTED])
    failed = [(one, named.get(one, ""), why) for one, why in run.failed[:REPORTED]]
    here = {"run": run, "failed": failed, "more": max(0, len(run.failed) - REPORTED)}
    response = render(request, "inbox/bulk.html", here, block="dialog")
    if run.state != BulkState.RUNNING and wants_fragment(request):
        response["HX-Trigger"] = "bulkDone"
    return response


def _all_shown(request: Request) -> list[int]:
    """Everything the list shows, however many pages."""
    filters = Filters.read(request.POST.dict())
    rows = filters.apply(queries.on_tab(request.member, tab_of(request), state=state_of(request)))
    return list(rows.order_by("-last_message_at", "-id").values_list("id", flat=True)[: actions.MOST])


def _said(request: Request) -> dict[str, Any]:
    """The address of the list, which goes on in the forms."""
    chosen = {"tab": str(tab_of(request)), "state": str(state_of(request))} | Filters.read(request.GET.dict()).query
    return {"chosen": chosen, "ids": request.GET.get("ids", ""), "all": request.GET.get("all", "")}


def _to_list(request: Request, query: dict[str, Any]) -> HttpResponse:
    url = reverse("inbox:inbox", args=[request.organisation.slug], query=query)
    return go_to(request, url)
