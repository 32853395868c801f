"""An order entered or changed by hand."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changlai.accounts import queries as accounts
from changlai.accounts.pages import Request, page
from changlai.channels import queries as channels
from changlai.companies import queries as companies
from changlai.customers import queries as customers
from changlai.customers.models import Customer
from changlai.kernel.errors import Refusal
from changlai.orders import actions, queries
from changlai.orders.actions import Origin
from changlai.orders.enums import KIND
from changlai.orders.forms import BLANK_ROWS, ItemRow, OrderForm, held
from changlai.orders.models import Order
from changlai.records import queries as records
from changlai.records.errors import BadValue
from changlai.records.inputs import FieldsForm, fields_form
from changlai.records.models import Field
from changlai.ui.render import render


@page(can="orders.edit")
def new(request: Request, customer_id: int) -> HttpResponse:
    """A new order of a customer."""
    customer = customers.get_for(request.member, customer_id)
    initial = {
        "placed_at": timezone.localtime().replace(second=0, microsecond=0),
        "status": "to_pay",
        "currency": "CNY",
    }
    known = [one.company for one in companies.posts_of(customer) if one.left_on is None]
    main = {"company": known[0].name} if known and companies.seen_ids(request.member, [known[0].pk]) else {}
    form = _form(request, initial | {"city": customer.city} | main)
    fields = records.active_fields(KIND)
    own = _own(request, fields)
    if form.is_bound and form.is_valid() and _names_company(request, form):
        try:
            made = actions.enter(
                form.told(customer.pk), by=request.member, origin=_origin(), given=own.given(), fields=fields
            )
        except BadValue as refusal:
            own.refuse(refusal)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return HttpResponseRedirect(address(request, made))
    return _shown(request, form, customer, None, own)


@page(can="orders.edit")
def change(request: Request, order_id: int) -> HttpResponse:
    """What an order holds, changed."""
    order = queries.get_to_edit(request.member, order_id)
    initial, rows = held(order, queries.items(order))
    form = _form(request, initial)
    form.rows = form.rows if form.is_bound else rows
    if form.is_bound and form.is_valid() and _names_company(request, form, order):
        try:
            actions.change(order, form.told(order.customer_id), by=request.member, origin=_origin())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return HttpResponseRedirect(address(request, order))
    return _shown(request, form, order.customer, order)


def address(request: Request, order: Order) -> str:
    """Where the order's page is."""
    return reverse("orders:detail", args=[request.organisation.slug, order.pk])


def _form(request: Request, initial: dict[str, Any]) -> OrderForm:
    form = OrderForm(request.POST if request.method == "POST" else None, initial=initial)
    colleagues = accounts.visible_members(request.member).filter(is_active=True).order_by("name", "id")
    form.offer(colleagues, list(channels.accounts_by_id(_account_ids()).values()))
    form.rows = []
    return form


def _account_ids() -> list[int]:
    return [pk for _product, ids in channels.by_product().values() for pk in ids]


def _origin() -> Origin:
    return Origin(_("By hand"), timezone.now())


def _own(request: Request, fields: Sequence[Field]) -> FieldsForm:
    """The organisation's own fields of a new order."""
    is_sent = request.method == "POST"
    return fields_form(KIND, fields, data=request.POST if is_sent else None, files=request.FILES if is_sent else None)


def _names_company(request: Request, form: OrderForm, order: Order | None = None) -> bool:
    """Whether the company that was typed is there, or none was; the form says so when it is not."""
    name = str(form.cleaned_data["company"]).strip()
    held = order.company if order else None
    found = held if held and held.name == name else companies.named_so(request.member, name) if name else None
    form.company_id = found.pk if found else 0
    if name and found is None:
        form.add_error("company", _("There is no company “%(name)s” here. Make it first.") % {"name": name})
        return False
    return True


def _shown(
    request: Request, form: OrderForm, customer: Customer, order: Order | None, own: FieldsForm | None = None
) -> HttpResponse:
    blank = max(1, BLANK_ROWS - len(form.rows))
    context = {
        "form": form,
        "customer": customer,
        "order": order,
        "rows": [*form.rows, *[ItemRow()] * blank],
        "channels": sorted(form.accounts),
        "companies": [one.company.name for one in companies.posts_of(customer)],
        "sections": own.by_section(records.sections(KIND)) if own else [],
    }
    return render(request, "orders/form.html", context, status=422 if form.is_bound else 200)
