"""What a person changes on a customer's page."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from changlai.accounts import queries as accounts
from changlai.accounts.pages import Request, page
from changlai.customers import actions, queries
from changlai.customers.errors import MayNotUnmask
from changlai.customers.forms import NameForm, NoteForm, OwnerForm
from changlai.customers.models import Customer
from changlai.customers.views.record import address, show
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


@page(can="customers.edit")
def owner(request: Request, customer_id: int) -> HttpResponse:
    """Who is responsible, in a dialog."""
    customer = queries.get_to_edit(request.member, customer_id)
    form = OwnerForm(request.POST or None, initial={"owner": customer.owner_id})
    form.offer(accounts.visible_members(request.member).filter(is_active=True).order_by("name", "id"))
    if form.is_valid():
        actions.assign_owner(customer=customer, owner=form.cleaned_data["owner"], by=request.member)
        return _back(request, _next(request, customer))
    context = {"customer": customer, "form": form}
    return render(request, "customers/owner.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="customers.edit", methods=("POST",))
def notes(request: Request, customer_id: int) -> HttpResponse:
    """Write a note; htmx gets the timeline with it."""
    customer = queries.get_to_edit(request.member, customer_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, customer, form)
    actions.write_note(customer=customer, text=form.cleaned_data["text"], by=request.member)
    if wants_fragment(request):
        return show(request, customer)
    return HttpResponseRedirect(address(request, customer))


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


def _next(request: Request, customer: Customer) -> str:
    """The customer's page, or the list when handing over has put the customer out of the member's sight."""
    if queries.visible_to(request.member).filter(id=customer.id).exists():
        return address(request, customer)
    return reverse("customers:list", args=[request.organisation.slug])


def _back(request: Request, url: str) -> HttpResponse:
    """To the page the change shows on; htmx is sent there as a whole."""
    if wants_fragment(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(url)
