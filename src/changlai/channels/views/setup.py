"""Connecting an account step by step: fill in, let the platform call, try every permission, done."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from changlai.accounts.pages import Request, outside_page, page
from changlai.channels import actions, queries, registry, tables
from changlai.channels.contracts import Channel, in_words
from changlai.channels.engine import AccountDesk
from changlai.channels.errors import AlreadyConnected
from changlai.channels.forms import NameForm, settings_form
from changlai.channels.models import Account
from changlai.channels.proving import is_right
from changlai.channels.setup import Way, first_form, shown, step_form, tests_of, way
from changlai.channels.views.account import try_out
from changlai.channels.views.authorise import back_address, refusal_of
from changlai.channels.views.connect import channel_of
from changlai.kernel.tenancy import scope
from changlai.ui.render import render


@outside_page(can="channels.manage")
def connect(request: Request, channel: str) -> HttpResponse:
    """The first step; with it the account exists. Values that its platform refuses make none."""
    spec = channel_of(channel)
    here = way(spec)
    name = NameForm(request.POST or None, initial={"name": spec.label})
    form = first_form(spec, here.step, request.POST or None)
    if (name.is_valid() & form.is_valid()) and is_right(spec, form, before={}, **_asking(request, here)):
        try:
            with scope(request.organisation.pk):
                made = actions.connect(
                    channel=channel, name=name.cleaned_data["name"], settings=form.cleaned_data, by=request.member
                )
        except AlreadyConnected as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return _after(request, made, here)
    with scope(request.organisation.pk):
        return _show(request, spec, here, {"name": name, "form": form, "shown": shown(form, here.step)})


@outside_page(can="channels.manage")
def setup(request: Request, account_id: int, step: str) -> HttpResponse:
    """One step of a connected account. POST keeps what was filled in, if its platform takes it, and goes on."""
    with scope(request.organisation.pk):
        account = queries.top_for(request.member, account_id)
    spec = registry.channel(account.channel)
    here = way(spec, step)
    data = request.POST or None
    name = NameForm(data, initial={"name": account.name}) if here.at == 0 else None
    form = step_form(spec, here.step, account.settings, data)
    is_valid = data is not None and form.is_valid() and (name is None or name.is_valid())
    if is_valid and is_right(spec, form, before=account.settings, **_asking(request, here)):
        try:
            with scope(request.organisation.pk):
                actions.change_settings(
                    account=account,
                    name=name.cleaned_data["name"] if name else account.name,
                    settings=form.cleaned_data,
                    by=request.member,
                )
        except AlreadyConnected as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return _after(request, account, here)
    with scope(request.organisation.pk):
        context = (
            _heard(account, here)
            | _authorisation(request, account, here)
            | _open_ends(account, here)
            | {"name": name, "form": form, "shown": shown(form, here.step), "account": account}
        )
        return _show(request, spec, here, context)


@page(can="channels.manage", methods=("GET",))
def heard(request: Request, account_id: int, step: str) -> HttpResponse:
    """Whether the platform has called; the page asks until it has."""
    account = queries.top_for(request.member, account_id)
    spec = registry.channel(account.channel)
    here = way(spec, step)
    context = _heard(account, here) | {"way": here, "account": account, "channel": spec}
    return render(request, "channels/setup_heard.html", context)


@outside_page(can="channels.manage", methods=("POST",))
def trial(request: Request, account_id: int, step: str) -> HttpResponse:
    """Try this step's permissions, one real call each."""
    with scope(request.organisation.pk):
        account = queries.top_for(request.member, account_id)
        desk = AccountDesk(account)
    spec = registry.channel(account.channel)
    here = way(spec, step)
    results = [try_out(one, desk) for one in tests_of(spec, here.step)]
    with scope(request.organisation.pk):
        if any(one.works for one in results):
            actions.resume(account=account)
        context = {"account": account, "channel": spec, "way": here, "results": results}
        return render(request, "channels/setup_trial.html", context)


def _asking(request: Request, here: Way) -> dict[str, Any]:
    return {"organisation_id": request.organisation.pk, "shown": here.step.fields}


def _heard(account: Account, here: Way) -> dict[str, Any]:
    """Our address, whether it was called, and until then the keys we made for the other side."""
    if not here.step.is_called:
        return {}
    is_heard = queries.has_called(account, by_check=here.step.checks)
    spec = registry.channel(account.channel)
    keys = [name for name in here.step.fields if name in spec.fresh and account.settings.get(name) and not is_heard]
    fields = settings_form(spec).fields
    return {
        "is_heard": is_heard,
        "callback_url": tables.callback_url(account),
        "keys": [(fields[name].label, account.settings[name]) for name in keys],
    }


def _authorisation(request: Request, account: Account, here: Way) -> dict[str, Any]:
    """Whether the account's owner has agreed, and where the platform sends them back to."""
    authorising = registry.channel(account.channel).authorising
    if authorising is None or not here.step.authorises:
        return {}
    is_authorised = authorising.is_given(account.settings)
    return {
        "authorising": authorising,
        "is_authorised": is_authorised,
        "back_address": back_address(request, account.channel),
        "refusal": refusal_of(request, account),
        "is_kept": is_authorised and "kept" in request.GET,
    }


def _open_ends(account: Account, here: Way) -> dict[str, Any]:
    """At the end: what does not work yet, which steps are not done, and why nobody can be answered."""
    if here.next is not None:
        return {}
    calls = [step for step in here.steps if step.is_called and not queries.has_called(account, by_check=step.checks)]
    authorising = registry.channel(account.channel).authorising
    is_waiting = authorising is not None and not authorising.is_given(account.settings)
    return {
        "trouble": in_words(account.last_error),
        "unheard": calls,
        "unauthorised": [step for step in here.steps if step.authorises and is_waiting],
        "cannot_send": in_words(queries.product_of(account).cannot_send),
    }


def _after(request: Request, account: Account, here: Way) -> HttpResponse:
    """On to the next step; a step that is tried is looked at once more, with its results."""
    step = here.step if here.step.tests and not here.step.is_called else here.next or here.step
    address = reverse("channels:setup", args=[request.organisation.slug, account.id, step.slug])
    return HttpResponseRedirect(f"{address}?kept")


def _show(request: Request, spec: Channel, here: Way, context: dict[str, Any]) -> HttpResponse:
    bound: Any = context["form"]
    whole = {
        "channel": spec,
        "way": here,
        "tests": tests_of(spec, here.step),
        "results": [],
        "forgettable": (),
        "product": next(iter(spec.products.values())),
        "is_kept": "kept" in request.GET,
        "is_authorised": True,
    }
    response = render(request, "channels/setup.html", whole | context, status=422 if bound.is_bound else 200)
    response["Cache-Control"] = "no-store"
    return response
