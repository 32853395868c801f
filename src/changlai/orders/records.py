"""Orders as a kind of record."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from changlai.orders.models import Order
from changlai.orders.queries import editable_by, visible_to
from changlai.records.contracts import Face, HouseView, Kind


def faces(ids: Sequence[int]) -> Mapping[int, Face]:
    """The number of each order and whose it is; one statement."""
    rows = Order.objects.filter(id__in=ids).values_list("id", "number", "customer__name")
    return {one: Face(number, name or _now("Unnamed customer"), icon="receipt") for one, number, name in rows}


def _at(status: str) -> Mapping[str, object]:
    return {"all": [{"path": "status", "is": status}]}


KINDS = (
    Kind(
        slug="order",
        label=_("Order"),
        plural=_("Orders"),
        table="orders_order",
        permission="orders.view",
        edit_permission="orders.edit",
        visible=visible_to,
        editable=editable_by,
        faces=faces,
        page=("orders:detail", "order_id"),
        place="orders:list",
        icon="receipt",
        columns=("status", "amount", "company.name", "channel", "placed_at", "owner"),
        order="-placed_at",
        quick=("status", "placed_at"),
        views=(
            HouseView("all", _("All orders"), {"all": []}),
            HouseView("to_pay", _("To be paid"), _at("to_pay")),
            HouseView("paid", _("To be shipped"), _at("paid")),
        ),
        find="words",
        title="number",
        export_permission="orders.export",
    ),
)
