"""What a person changes on a customer's page."""

from django.http import HttpResponse, HttpResponseRedirect

from changlai.accounts.pages import Request, page
from changlai.customers import actions, queries
from changlai.customers.errors import MayNotUnmask
from changlai.customers.forms import NameForm
from changlai.customers.views.record import address
from changlai.ui.render import render, wants_fragment


@page(can="customers.edit")
def name(request: Request, customer_id: int) -> HttpResponse:
    """Rename in place; a page of its own without a script."""
    customer = queries.get_to_edit(request.member, customer_id)
    form = NameForm(request.POST or None, initial={"name": customer.name})
    if form.is_valid():
        actions.rename(customer=customer, name=form.cleaned_data["name"], by=request.member)
        if not wants_fragment(request):
            return HttpResponseRedirect(address(request, customer))
        return render(request, "customers/name.html", {"customer": customer, "form": form}, block="shown")
    if "cancel" in request.GET:
        return render(request, "customers/name.html", {"customer": customer, "form": form}, block="shown")
    context = {"customer": customer, "form": form}
    return render(request, "customers/name.html", context, block="form", status=422 if form.is_bound else 200)


@page(can="customers.unmask", methods=("POST",))
def identity(request: Request, customer_id: int, identity_id: int) -> HttpResponse:
    """Show a masked number or address in full; who looked is written down."""
    customer = queries.get_for(request.member, customer_id)
    if not queries.can_unmask(request.member, customer):
        raise MayNotUnmask
    wanted = queries.identity_of(customer, identity_id)
    value = actions.unmask(identity=wanted, by=request.member)
    context = {"customer": customer, "kind": wanted.kind, "value": value}
    response = render(request, "customers/unmasked.html", context, block="value")
    response["Cache-Control"] = "no-store"
    return response
