"""One webhook: what it is told, its log, its secret."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.integrations import actions, queries
from changlai.integrations.enums import DeliveryState
from changlai.integrations.forms import EndpointForm, ReplayForm
from changlai.integrations.models import Endpoint
from changlai.kernel import db
from changlai.kernel.errors import Refusal
from changlai.ui.render import render


@page(can="integrations.manage")
def endpoint(request: Request, endpoint_id: int) -> HttpResponse:
    """Its settings and its log; with htmx only the log."""
    found = queries.get_for(request.member, endpoint_id)
    if request.method != "POST":
        return shown(request, found)
    form = EndpointForm(request.POST)
    if form.is_valid():
        try:
            actions.change(endpoint=found, by=request.member, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return _back(request, found, "saved")
    return shown(request, found, form=form)


@page(can="integrations.manage", methods=("POST",))
def secret(request: Request, endpoint_id: int) -> HttpResponse:
    """Another secret, shown on this very answer and never again."""
    found = queries.get_for(request.member, endpoint_id)
    value = actions.rotate_secret(endpoint=found, by=request.member, now=timezone.now())
    return shown(request, found, secret=value)


@page(can="integrations.manage", methods=("POST",))
def switching(request: Request, endpoint_id: int) -> HttpResponse:
    """Switch it on or off."""
    found = queries.get_for(request.member, endpoint_id)
    is_on = request.POST.get("is_on") == "1"
    actions.switch(endpoint=found, is_on=is_on, by=request.member, now=timezone.now())
    return _back(request, found, "saved")


@page(can="integrations.manage", methods=("POST",))
def pings(request: Request, endpoint_id: int) -> HttpResponse:
    """Send a test message."""
    found = queries.get_for(request.member, endpoint_id)
    actions.ping(endpoint=found, by=request.member, now=timezone.now())
    return _back(request, found, "pinged")


@page(can="integrations.manage", methods=("POST",))
def replays(request: Request, endpoint_id: int) -> HttpResponse:
    """Send again what was given up in a span of time."""
    found = queries.get_for(request.member, endpoint_id)
    form = ReplayForm(request.POST)
    if not form.is_valid():
        return shown(request, found, replay_form=form)
    now = timezone.now()
    count = actions.replay_since(
        endpoint=found,
        since=now - form.cleaned_data["hours"],
        also_delivered=form.cleaned_data["also_delivered"],
        by=request.member,
        now=now,
    )
    return _back(request, found, f"replayed={count}")


@page(can="integrations.manage", methods=("POST",))
def removal(request: Request, endpoint_id: int) -> HttpResponse:
    """Take it away with its log."""
    actions.remove(endpoint=queries.get_for(request.member, endpoint_id), by=request.member)
    return HttpResponseRedirect(reverse("integrations:list", args=[request.organisation.slug]))


def shown(
    request: Request,
    found: Endpoint,
    *,
    form: EndpointForm | None = None,
    replay_form: ReplayForm | None = None,
    secret: str = "",
) -> HttpResponse:
    """The page of a webhook. A secret on it is kept by nobody."""
    state = request.GET.get("state", "")
    state = state if state in set(DeliveryState) else ""
    context: dict[str, Any] = {
        "endpoint": found,
        "form": form or EndpointForm(initial={"name": found.name, "url": found.url, "topics": found.topics}),
        "replay_form": replay_form or ReplayForm(initial={"hours": "24"}),
        "secret": secret,
        "state": state,
        "states": list(DeliveryState),
        "now": timezone.now(),
        "done": _done(request),
        **_log(request, found, state),
    }
    status = 422 if form or replay_form else 200
    response = render(request, "integrations/endpoint.html", context, block="log", status=status)
    if secret:
        response["Cache-Control"] = "no-store"
    return response


def _log(request: Request, found: Endpoint, state: str) -> dict[str, Any]:
    before = request.GET.get("before", "")
    place = db.id_of(before)
    rows = list(queries.deliveries(found, state=state, before=place, limit=queries.PAGE + 1))
    here = reverse("integrations:endpoint", args=[request.organisation.slug, found.pk])
    query = f"state={state}&" if state else ""
    more = len(rows) > queries.PAGE
    return {
        "rows": rows[: queries.PAGE],
        "first": f"{here}?{query}" if place else None,
        "next": f"{here}?{query}before={rows[queries.PAGE - 1].pk}" if more else None,
    }


def _done(request: Request) -> str | int:
    """What the last act did: a word, or how many messages are sent again."""
    count = request.GET.get("replayed", "")
    if count.isascii() and count.isdecimal() and len(count) < 9:  # noqa: PLR2004
        return int(count)
    return next((word for word in ("saved", "pinged") if word in request.GET), "")


def _back(request: Request, found: Endpoint, said: str) -> HttpResponse:
    here = reverse("integrations:endpoint", args=[request.organisation.slug, found.pk])
    return HttpResponseRedirect(f"{here}?{said}")
