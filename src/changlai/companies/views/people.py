"""Who works for a company, from its page and from a customer's."""

import json

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.companies import actions, queries
from changlai.companies.forms import EmploymentForm, PostForm
from changlai.companies.views.record import address
from changlai.customers import queries as customers
from changlai.customers.models import Customer
from changlai.kernel import db
from changlai.ui.render import go_to, render, wants_fragment


@page(can="companies.view", methods=("GET",))
def of_customer(request: Request, customer_id: int) -> HttpResponse:
    """The panel on a customer's page: for whom they work, and who else works there."""
    customer = customers.get_for(request.member, customer_id)
    posts = queries.posts_of(customer)
    seen = set(
        queries.visible_to(request.member).filter(id__in=[one.company_id for one in posts]).values_list("id", flat=True)
    )
    posts = [one for one in posts if one.company_id in seen]
    main = next((one for one in posts if one.is_main), None)
    beside = queries.people(request.member, main.company) if main else []
    known = queries.named_so(request.member, customer.company) if not posts else None
    context = {
        "customer": customer,
        "posts": posts,
        "main": main,
        "colleagues": [one for one in beside if one.customer.pk != customer.pk and one.post.left_on is None],
        "known": known,
        "can_edit": customers.can_edit(request.member, customer) and request.member.can("companies.edit"),
    }
    return render(request, "companies/of_customer.html", context, block="panel")


@page(can="companies.edit")
def employment(request: Request, customer_id: int) -> HttpResponse:
    """Whom a customer works for, in a dialog. Posted is a ``company`` that is there, or the ``name`` of one, which is
    made where there is none of it.
    """
    customer = customers.get_to_edit(request.member, customer_id)
    if company_id := db.id_of(request.POST.get("company", "")):
        company = queries.get_for(request.member, company_id)
        actions.add_person(company=company, customer=customer, by=request.member)
        return _employed(request, customer)
    form = EmploymentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        name = form.cleaned_data["name"]
        actions.employ(customer=customer, name=name, by=request.member, now=timezone.now())
        return _employed(request, customer)
    context, status = {"customer": customer, "form": form}, 422 if form.is_bound else 200
    return render(request, "companies/employment.html", context, block="dialog", status=status)


@page(can="companies.edit")
def people(request: Request, company_id: int) -> HttpResponse:
    """Add a customer to a company, in a dialog: those of the name that is typed."""
    company = queries.get_to_edit(request.member, company_id)
    if request.method == "POST":
        customer = customers.get_to_edit(request.member, db.id_of(request.POST.get("customer", "")) or 0)
        actions.add_person(company=company, customer=customer, by=request.member)
        return go_to(request, address(request, company))
    named = request.GET.get("q", "").strip()
    found = queries.candidates(request.member, company, named)
    context = {"company": company, "found": found, "q": named}
    block = "found" if "q" in request.GET else "dialog"
    return render(request, "companies/person.html", context, block=block)


@page(can="companies.edit")
def post(request: Request, company_id: int, post_id: int) -> HttpResponse:
    """What a customer does at a company, in a dialog."""
    company = queries.get_to_edit(request.member, company_id)
    held = queries.post_of(company, post_id)
    names = ("position", "since", "left_on", "is_main")
    form = PostForm(request.POST or None, initial={name: getattr(held, name) for name in names})
    if form.is_valid():
        actions.change_post(post=held, by=request.member, **form.cleaned_data)
        return go_to(request, address(request, company))
    context = {"company": company, "post": held, "form": form}
    return render(request, "companies/post.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="companies.edit", methods=("POST",))
def post_removal(request: Request, company_id: int, post_id: int) -> HttpResponse:
    """A customer never worked there."""
    company = queries.get_to_edit(request.member, company_id)
    actions.remove_person(post=queries.post_of(company, post_id), by=request.member)
    return go_to(request, address(request, company))


def _employed(request: Request, customer: Customer) -> HttpResponse:
    """The panel looks again, on the customer's page and beside a conversation alike."""
    if wants_fragment(request):
        told = {"closeDialog": "", "companyChanged": ""}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})
    return go_to(request, reverse("customers:detail", args=[request.organisation.slug, customer.pk]))
