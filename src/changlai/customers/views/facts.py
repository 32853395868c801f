"""What a person writes into a customer's record: facts, own fields, phones and addresses. Each in its place."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.customers import actions, queries, sources, tables
from changlai.customers.forms import BasicsForm, ContactForm
from changlai.customers.models import Customer
from changlai.customers.views.record import address
from changlai.ui.render import go_to, render, wants_fragment


@page(can="customers.edit")
def basics(request: Request, customer_id: int) -> HttpResponse:
    """The facts every customer has, changed in their place."""
    customer = queries.get_to_edit(request.member, customer_id)
    initial = {name: getattr(customer, name) for name in BasicsForm.base_fields}
    form = BasicsForm(request.POST or None, initial=initial | {"source": sources.told(customer.source)})
    if form.is_valid():
        actions.edit(customer=customer, changes=form.cleaned_data, by=request.member, now=timezone.now())
        return _shown(request, customer, "customers/basics.html")
    if "cancel" in request.GET:
        return _shown(request, customer, "customers/basics.html")
    context = {"customer": customer, "form": form}
    return render(request, "customers/basics.html", context, block="form", status=422 if form.is_bound else 200)


@page(can="customers.edit")
def contacts(request: Request, customer_id: int) -> HttpResponse:
    """A new phone number or e-mail address, in a dialog."""
    customer = queries.get_to_edit(request.member, customer_id)
    form = ContactForm(request.POST or None)
    if form.is_valid():
        kind, text = form.cleaned_data["contact"]
        actions.add_contact(customer=customer, kind=kind, text=text, by=request.member, now=timezone.now())
        return back(request, customer)
    context = {"customer": customer, "form": form}
    return render(request, "customers/contact.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="customers.edit", methods=("POST",))
def contact(request: Request, customer_id: int, identity_id: int) -> HttpResponse:
    """Take a phone number or an e-mail address away."""
    customer = queries.get_to_edit(request.member, customer_id)
    identity = queries.identity_of(customer, identity_id)
    if identity.kind not in {"phone", "email"}:
        raise Http404
    actions.remove_contact(identity=identity, by=request.member)
    return back(request, customer)


@page(can="customers.edit", methods=("POST",))
def reach(request: Request, customer_id: int, identity_id: int) -> HttpResponse:
    """Say that messages arrive at an address again, whatever a platform told."""
    customer = queries.get_to_edit(request.member, customer_id)
    actions.mark_reachable(identity=queries.identity_of(customer, identity_id), by=request.member)
    return back(request, customer)


def back(request: Request, customer: Customer) -> HttpResponse:
    """To the customer's page; htmx is sent there as a whole."""
    return go_to(request, address(request, customer))


def _shown(request: Request, customer: Customer, template: str, **more: Any) -> HttpResponse:  # noqa: ANN401 - context
    if not wants_fragment(request):
        return HttpResponseRedirect(address(request, customer))
    context = {"customer": customer, "can_edit": True, "row": tables.rows([customer])[0], **more}
    return render(request, template, context, block="shown")
