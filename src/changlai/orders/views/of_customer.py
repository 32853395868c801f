"""The orders of a customer, on the customer's page and beside a conversation; those for a company, on its page."""

from django.http import Http404, HttpResponse

from changlai.accounts.pages import Request, page
from changlai.companies import queries as companies
from changlai.companies.enums import KIND as COMPANY
from changlai.customers import queries as customers
from changlai.orders import labels, queries
from changlai.ui.render import render


@page(can="orders.view", methods=("GET",))
def orders(request: Request, customer_id: int) -> HttpResponse:
    """What they come to, and the latest of them."""
    customer = customers.get_for(request.member, customer_id)
    found = queries.latest(request.member, customer)
    context = {
        "customer": customer,
        "rows": [(one, labels.STATUSES[one.status], labels.TONES[one.status]) for one in found],
        "sums": queries.sums_of(customer) if found else None,
        "can_enter": customer.pk in queries.editable_customers(request.member, [customer.pk]),
    }
    return render(request, "orders/of_customer.html", context, block="panel")


@page(can="orders.view", methods=("GET",))
def of_record(request: Request, kind: str, record_id: int) -> HttpResponse:
    """The latest orders for a company."""
    if kind != COMPANY:
        raise Http404
    company = companies.get_for(request.member, record_id)
    found = queries.latest_of_company(request.member, company.pk)
    context = {"rows": [(one, labels.STATUSES[one.status], labels.TONES[one.status]) for one in found]}
    return render(request, "orders/of_company.html", context, block="panel")
