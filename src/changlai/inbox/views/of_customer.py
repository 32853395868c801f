"""A customer's conversations, as a panel of the customer's page."""

from django.http import HttpResponse

from changlai.accounts.pages import Request, page
from changlai.channels import queries as channels
from changlai.customers import queries as customers
from changlai.inbox import queries
from changlai.ui.render import render


@page(can="inbox.view", methods=("GET",))
def conversations(request: Request, customer_id: int) -> HttpResponse:
    """The latest conversations with a customer that the member may see."""
    customer = customers.get_for(request.member, customer_id)
    found = queries.of_customer(request.member, customer.pk)
    rows = [(one, channels.product_named(one.channel, one.product)) for one in found]
    return render(request, "inbox/of_customer.html", {"rows": rows}, block="panel")
