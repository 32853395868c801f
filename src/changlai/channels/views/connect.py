"""Choosing a channel, and changing the settings of a connected account."""

from django.http import Http404, HttpResponse, HttpResponseRedirect

from changlai.accounts.pages import Request, outside_page, page
from changlai.channels import actions, queries, registry
from changlai.channels.contracts import Channel
from changlai.channels.errors import AlreadyConnected
from changlai.channels.forms import NameForm, changed_settings_form, forgettable, forgotten
from changlai.channels.proving import is_right
from changlai.channels.views.account import address
from changlai.kernel.tenancy import scope
from changlai.ui.render import render


@page(can="channels.manage", methods=("GET",))
def choose(request: Request) -> HttpResponse:
    """Which channel?"""
    found = sorted(registry.channels().values(), key=lambda one: (-len(one.products), one.slug))
    return render(request, "channels/choose.html", {"channels": found})


@outside_page(can="channels.manage")
def settings(request: Request, account_id: int) -> HttpResponse:
    """Change name and settings. Secrets are written, never shown; values that the platform refuses are not kept."""
    house = request.organisation.pk
    with scope(house):
        account = queries.top_for(request.member, account_id)
    spec = channel_of(account.channel)
    name = NameForm(request.POST or None, initial={"name": account.name})
    form = changed_settings_form(spec, account.settings, request.POST or None)
    is_valid = name.is_valid() & form.is_valid()
    if is_valid and is_right(spec, form, before=account.settings, organisation_id=house, shown=form.fields):
        try:
            with scope(house):
                actions.change_settings(
                    account=account,
                    name=name.cleaned_data["name"],
                    settings=form.cleaned_data,
                    forget=forgotten(spec, account.settings, request.POST),
                    by=request.member,
                )
        except AlreadyConnected as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return HttpResponseRedirect(address(request, account) + "?saved")
    context = {
        "account": account,
        "channel": spec,
        "name": name,
        "form": form,
        "forgettable": forgettable(spec, account.settings),
    }
    with scope(house):
        response = render(request, "channels/settings.html", context, status=422 if form.is_bound else 200)
    response["Cache-Control"] = "no-store"
    return response


@page(can="channels.manage", methods=("POST",))
def secret(request: Request, account_id: int) -> HttpResponse:
    """A fresh secret beside the former one; shown this once."""
    account = queries.top_for(request.member, account_id)
    value = actions.renew_secret(account=account, by=request.member)
    response = render(request, "channels/secret.html", {"account": account, "value": value})
    response["Cache-Control"] = "no-store"
    return response


def channel_of(slug: str) -> Channel:
    """404 when there is none."""
    channel = registry.channels().get(slug)
    if channel is None:
        raise Http404
    return channel
