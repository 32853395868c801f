"""Connected accounts and how they are."""

from typing import Any

from django.conf import settings as deployment
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, outside_page, page
from changlai.accounts.refusals import missing_permission
from changlai.channels import actions, queries, registry, tables
from changlai.channels.contracts import Desk, Permission, in_words
from changlai.channels.engine import AccountDesk
from changlai.channels.errors import CallFailed
from changlai.channels.forms import settings_form
from changlai.channels.models import Account
from changlai.channels.setup import way
from changlai.channels.tables import Tested
from changlai.kernel.tenancy import scope
from changlai.ui.render import render, wants_fragment


@page(can="channels.view", methods=("GET",))
def accounts(request: Request) -> HttpResponse:
    """Every connected account with its health of the last seven days."""
    rows = tables.rows(queries.top_accounts(request.member))
    context = {"rows": rows, "days": queries.HEALTH_DAYS, "can_manage": request.member.can("channels.manage")}
    return render(request, "channels/list.html", context, block="list")


@page(can="channels.view", methods=("GET",))
def account(request: Request, account_id: int) -> HttpResponse:
    """One account: what it receives, what it pulls, what it may, where its callbacks go."""
    found = queries.top_for(request.member, account_id)
    health, endpoints = queries.health([found.id])[found.id], queries.endpoints_of([found.id])
    product = queries.product_of(found)
    can_manage, spec = request.member.can("channels.manage"), registry.channel(found.channel)
    context = _streams(found, endpoints) | {
        "product": product,
        "channel": spec,
        "figures": tables.figures(health),
        "reasons": tables.reasons(health),
        "trouble": in_words(found.last_error),
        "cannot_send": in_words(product.cannot_send),
        "ends_soon": tables.ends_soon(found, timezone.now()),
        "last_received": queries.last_received([found])[found.id],
        "endpoints": [(endpoint, queries.product_of(endpoint)) for endpoint in endpoints],
        "settings": tables.shown_settings(found, settings_form(spec).fields),
        "callback_url": tables.callback_url(found) if can_manage and spec.takes_callbacks else "",
        "origin": deployment.PUBLIC_URL,
        "can_manage": can_manage,
        "days": queries.HEALTH_DAYS,
        "first_step": way(spec).step.slug,
    }
    return render(request, "channels/account.html", context)


@page(can="channels.view", methods=("GET", "POST"))
def streams(request: Request, account_id: int) -> HttpResponse:
    """How far each stream is; POST pulls all of them from their beginning."""
    found = queries.top_for(request.member, account_id)
    if request.method == "POST":
        actions.sync(account=_to_manage(request, found))
    if not wants_fragment(request):
        return HttpResponseRedirect(address(request, found))
    return render(request, "channels/account_streams.html", _streams(found, queries.endpoints_of([found.id])))


@page(can="channels.manage", methods=("POST",))
def switch(request: Request, account_id: int) -> HttpResponse:
    """Switch an account off or on; nothing is deleted."""
    found = queries.top_for(request.member, account_id)
    actions.switch(account=found, on=request.POST.get("on") == "1", by=request.member)
    return HttpResponseRedirect(address(request, found))


@outside_page(can="channels.manage", methods=("POST",))
def permissions(request: Request, account_id: int) -> HttpResponse:
    """Try everything the account must be allowed to do, one real call each, and name what is missing."""
    with scope(request.organisation.pk):
        found = queries.top_for(request.member, account_id)
        desk = AccountDesk(found)
    results = [try_out(one, desk) for one in registry.channel(found.channel).permissions]
    with scope(request.organisation.pk):
        if any(one.works for one in results):
            actions.resume(account=found)
        context = {"account": found, "channel": registry.channel(found.channel), "results": results, "can_manage": True}
        return render(request, "channels/permissions.html", context, block="results")


def try_out(permission: Permission, desk: Desk) -> Tested:
    """Do what needs the permission, and say what the platform said."""
    sentence = ""
    try:
        permission.test(desk)
    except CallFailed as error:
        sentence = in_words(str(error.sentence)) or error.code
    return Tested(str(permission.label), str(permission.where), sentence)


def _streams(found: Account, endpoints: list[Account]) -> dict[str, Any]:
    bars = tables.progress(found, list(queries.streams(found)), endpoints)
    return {"account": found, "bars": bars, "is_running": any(bar.stream.is_running for bar in bars)}


def _to_manage(request: Request, found: Account) -> Account:
    """The same account for somebody who may change it. Raises Forbidden."""
    if not request.member.can("channels.manage"):
        raise missing_permission(request.member, "channels.manage")
    return found


def address(request: Request, found: Account) -> str:
    """Where the account's page is."""
    return reverse("channels:account", args=[request.organisation.slug, found.id])
