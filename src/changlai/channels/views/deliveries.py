"""What a platform told us, word for word, and handling it again."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import ngettext

from changlai.accounts.operations import cursor_of, place_of
from changlai.accounts.pages import Request, page
from changlai.channels import actions, queries, tables
from changlai.channels.errors import NothingToReplay, TooMuchToReplay
from changlai.channels.forms import ReplayForm
from changlai.channels.models import Account
from changlai.kernel import db
from changlai.ui.render import render


@page(can="channels.view", methods=("GET",))
def deliveries(request: Request, account_id: int) -> HttpResponse:
    """Raw deliveries, the newest first, with what became of each."""
    account = queries.top_for(request.member, account_id)
    return _list(request, account, ReplayForm())


@page(can="channels.manage", methods=("GET",))
def delivery(request: Request, account_id: int, delivery_id: int) -> HttpResponse:
    """One delivery word for word; who looked is written down, for it holds what a customer said."""
    account = queries.top_for(request.member, account_id)
    found = queries.delivery_of(account, delivery_id)
    actions.note_looked(account=account, delivery_id=found.id, by=request.member)
    context = {
        "account": account,
        "told": tables.told(account, [found])[0],
        "payload": tables.payload_text(bytes(found.payload)),
        "context": tables.payload_text(bytes(found.context)) if found.context else "",
        "is_cut": len(found.payload) > tables.SHOWN_BYTES,
    }
    response = render(request, "channels/delivery.html", context, block="dialog")
    response["Cache-Control"] = "no-store"
    return response


@page(can="channels.manage", methods=("POST",))
def replay(request: Request, account_id: int) -> HttpResponse:
    """Hand the ticked deliveries, or everything since a moment, to the house again. Nothing doubles."""
    account = queries.top_for(request.member, account_id)
    ids = db.ids_of(request.POST.getlist("delivery"))
    if not ids:
        form = ReplayForm(request.POST)
        if not form.is_valid():
            return _list(request, account, form)
        ids = queries.delivery_ids_since(account, form.cleaned_data["since"], queries.REPLAYED_AT_ONCE + 1)
    if len(ids) > queries.REPLAYED_AT_ONCE:
        raise TooMuchToReplay(queries.REPLAYED_AT_ONCE)
    if not ids:
        raise NothingToReplay
    count = actions.replay(account=account, delivery_ids=ids, by=request.member)
    return HttpResponseRedirect(f"{_address(request, account)}?replayed={count}")


def _list(request: Request, account: Account, form: ReplayForm) -> HttpResponse:
    place = place_of(request.GET.get("after", ""), int)
    found = queries.deliveries(account, before_id=place[0] if place else None)
    shown = found[: queries.DELIVERIES]
    here = _address(request, account)
    context = {
        "account": account,
        "product": queries.product_of(account),
        "rows": tables.told(account, shown),
        "next": f"{here}?after={cursor_of(shown[-1].id)}" if len(found) > queries.DELIVERIES else None,
        "first": here if place else None,
        "form": form,
        "can_manage": request.member.can("channels.manage"),
        "replayed": _replayed(request),
    }
    return render(request, "channels/deliveries.html", context, block="rows", status=422 if form.errors else 200)


def _replayed(request: Request) -> str:
    """What a replay just did, in a sentence; empty otherwise."""
    count = request.GET.get("replayed", "")
    if not (count.isascii() and count.isdecimal()):
        return ""
    number = int(count[:9])
    return ngettext(
        "%(count)d delivery is being handled again. What was right already stays as it is.",
        "%(count)d deliveries are being handled again. What was right already stays as it is.",
        number,
    ) % {"count": number}


def _address(request: Request, account: Account) -> str:
    return reverse("channels:deliveries", args=[request.organisation.slug, account.id])
