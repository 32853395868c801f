"""Orders follow their customer: through a merge and back, out of the house, into the person's copy."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from changlai.customers import actions as customers
from changlai.customers.contracts import Kept, Section, Traces, Undo
from changlai.customers.participation import Owned, Rows
from changlai.kernel import db, tenancy
from changlai.orders import actions
from changlai.orders.enums import KIND
from changlai.orders.models import Order, OrderSum
from changlai.records import queries as records
from changlai.records import values
from changlai.records.holders import holder_of
from changlai.records.models import Field

_ITEMS = """
    select o.number, i.name, i.sku, i.quantity, i.unit_price, o.currency from orders_orderitem i
    join orders_order o on o.organisation_id = i.organisation_id and o.id = i.order_id
    where o.organisation_id = %b and o.customer_id = any(%b::bigint[]) order by o.id, i.position"""
_FORGET_SUMS = """
    with gone as (delete from orders_ordersum
      where organisation_id = %b and customer_id = any(%b::bigint[]) returning 1) select count(*) from gone"""


class Orders(Rows):
    """See customers.contracts.Participant. Sums are not moved: they are counted anew."""

    def __init__(self, *owned: Owned) -> None:
        super().__init__(*owned)
        self.tables = (*self.tables, OrderSum._meta.db_table)

    def move(self, moves: Mapping[int, int]) -> list[Kept]:
        kept = super().move(moves)
        if kept:
            actions.recount(tenancy.organisations(), {*moves, *moves.values()})
        return kept

    def undo(self, undo: Undo) -> None:
        super().undo(undo)
        actions.recount([undo.organisation_id], {undo.into_id, *undo.merged_ids})

    def erase(self, traces: Traces) -> list[tuple[str, int]]:
        asked = (traces.organisation_id, list(traces.customer_ids))
        files = actions.files_of(traces.customer_ids)
        gone = super().erase(traces)
        customers.forget_files(files)
        return [*gone, (OrderSum._meta.db_table, int(db.value(_FORGET_SUMS, asked)))]

    def export(self, traces: Traces) -> list[Section]:
        names = ("order", "name", "sku", "quantity", "unit_price", "currency")
        rows = db.rows(_ITEMS, (traces.organisation_id, list(traces.customer_ids)))
        items = Section("orders_items", [dict(zip(names, row, strict=True)) for row in rows])
        return [*super().export(traces), items, _fields(traces)]


def _fields(traces: Traces) -> Section:
    """What stands in own fields of their orders, archived ones too, each under its name and in words."""
    numbers = dict(Order.objects.filter(customer__in=traces.customer_ids).order_by("id").values_list("id", "number"))
    fields = list(Field.objects.filter(of=KIND).order_by("id"))
    held = records.values_of_each(holder_of(KIND), list(numbers), fields) if fields and numbers else {}
    names = records.names_in(value for own in held.values() for value in own.values())
    told = [
        {"order": numbers[order_id], "field": one.name, "value": values.shown(one, own[one.pk], names)}
        for order_id, own in held.items()
        for one in fields
        if one.pk in own
    ]
    return Section("orders_fields", told, sorted(names.files))


PARTICIPANT = Orders(
    Owned(
        Order,
        _("Orders"),
        shown=(
            "number",
            "channel",
            "status",
            "amount",
            "discount",
            "freight",
            "paid",
            "refunded",
            "currency",
            "placed_at",
            "paid_at",
            "province",
            "city",
            "remark",
        ),
    ),
)
