"""The tags of a customer: a strip below the name, a box beside a conversation, and the choice."""

import json

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.customers import queries as customers
from changlai.customers.models import Customer
from changlai.kernel import db
from changlai.tags import actions, queries
from changlai.tags.contracts import Origin
from changlai.tags.enums import Way
from changlai.tags.forms import ChoiceForm
from changlai.ui.render import render, wants_fragment


@page(can="customers.view", methods=("GET",))
def tags(request: Request, customer_id: int) -> HttpResponse:
    """What the customer is marked with; ``?in=head`` asks for the strip."""
    customer = customers.get_for(request.member, customer_id)
    context = {
        "customer": customer,
        "worn": queries.worn(customer),
        "can_edit": customers.can_edit(request.member, customer),
    }
    block = "strip" if request.GET.get("in") == "head" else "panel"
    return render(request, "tags/of_customer.html", context, block=block)


@page(can="customers.edit")
def choice(request: Request, customer_id: int) -> HttpResponse:
    """Which tags the customer has, in a dialog."""
    customer = customers.get_to_edit(request.member, customer_id)
    groups, worn = queries.groups(request.member), queries.ids_of(customer)
    form = ChoiceForm(request.POST or None)
    form.offer([tag.pk for group in groups for tag in group.tags.all()])
    if form.is_valid():
        _keep(request, customer, worn, set(form.cleaned_data["tags"]), form.cleaned_data["reason"])
        return _done(request, customer)
    if form.is_bound:
        worn = set(db.ids_of(request.POST.getlist("tags")))
    context = {"customer": customer, "groups": groups, "worn": worn, "form": form}
    return render(request, "tags/choice.html", context, block="dialog", status=422 if form.is_bound else 200)


def _keep(request: Request, customer: Customer, worn: set[int], wanted: set[int], reason: str) -> None:
    member = request.member
    origin = Origin(Way.HAND, timezone.now(), member.pk, member.name, reason)
    actions.choose(customer=customer, add=wanted - worn, remove=worn - wanted, origin=origin)


def _done(request: Request, customer: Customer) -> HttpResponse:
    if not wants_fragment(request):
        return HttpResponseRedirect(reverse("customers:detail", args=[request.organisation.slug, customer.pk]))
    response = HttpResponse(status=204)
    response["HX-Trigger"] = json.dumps({"closeDialog": "", "tagsChanged": ""})
    return response
