"""What orders are filtered, sorted, shown and exported by; and customers by what their orders come to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.accounts.contracts import Text
from changlai.accounts.models import Member
from changlai.channels.models import Account
from changlai.companies import queries as companies
from changlai.kernel import db
from changlai.kernel.tenancy import organisation_id
from changlai.orders.labels import STATUSES
from changlai.orders.writing import fact, owner
from changlai.records.columns import Columns, Links, of_kind, through
from changlai.records.comparing import Operand, compare, linked
from changlai.records.contracts import Asked, Attribute, AttributeSource, Option, Sql
from changlai.records.enums import AttributeKind as Kind
from changlai.records.enums import Operator as Op
from changlai.records.members import members

SCALE = 10_000  # a number counts ten-thousandths
ORDER = Columns("orders_order", group=_("Order"))
ITEMS = Links("orders_orderitem", "order_id", group=_("Articles"))
SUMS = "orders_ordersum"
_GROUP = _("Orders")
_EXACT = (Op.IS, Op.ANY_OF, Op.IS_NOT, Op.NONE_OF)
_TO_CUSTOMER = """
    select l.id from orders_order l
    join customers_customer r on r.organisation_id = l.organisation_id and r.id = l.customer_id
    where l.organisation_id = %(organisation)s"""
_TO_COMPANY = """
    select l.id from orders_order l
    join companies_company r on r.organisation_id = l.organisation_id and r.id = l.company_id and r.binned_at is null
    where l.organisation_id = %(organisation)s"""
_COMPANIES = """
    select id, company_id from orders_order
    where organisation_id = %b and id = any(%b::bigint[]) and company_id is not null"""
_CUSTOMERS = "select id, customer_id from orders_order where organisation_id = %b and id = any(%b::bigint[])"
_SUM = """select customer_id, {column} from orders_ordersum
    where organisation_id = %b and customer_id = any(%b::bigint[])"""


def orders() -> Sequence[Attribute]:
    """Those of an order itself, then those of its company and its customer."""
    amount, paid = pgettext_lazy("order", "Amount"), pgettext_lazy("order", "Paid amount")
    return (
        ORDER.text("number", pgettext_lazy("order", "Number"), is_sorted=True),
        ORDER.choice("status", _("Status"), options=statuses, write=fact("status")),
        ORDER.money("amount", amount, is_sorted=True),
        ORDER.money("paid", paid),
        ORDER.money("refunded", pgettext_lazy("order", "Refunded amount")),
        ORDER.money("discount", _("Discount")),
        ORDER.money("freight", _("Freight")),
        ORDER.text("currency", _("Currency")),
        ORDER.moment("placed_at", _("Placed at"), is_sorted=True),
        ORDER.moment("paid_at", _("Paid at"), is_sorted=True),
        ORDER.moment("shipped_at", _("Shipped at")),
        ORDER.moment("done_at", _("Done at")),
        ORDER.moment("refunded_at", _("Refunded at")),
        ORDER.text("channel", _("Channel")),
        ORDER.choice("account", _("Channel account"), "account_id", options=accounts, has_ids=True),
        ORDER.text("province", _("Province"), write=fact("province")),
        ORDER.text("city", _("City"), write=fact("city")),
        ORDER.member("owner", _("Responsible"), "owner_id", options=members, write=owner),
        ORDER.text("remark", _("Remark"), write=fact("remark")),
        ORDER.text("source", _("Source")),
        ITEMS.many("article", _("Article"), "name", kind=Kind.TEXT, operators=_EXACT),
        ITEMS.many("sku", _("SKU"), "sku", kind=Kind.TEXT, operators=_EXACT),
        *(
            replace(_through(one, "company", _("Company"), _TO_COMPANY, _COMPANIES), told=_companies_told)
            for one in of_kind("company", but=CUSTOMERS)
        ),
        *(
            _through(one, "customer", _("Customer"), _TO_CUSTOMER, _CUSTOMERS)
            for one in of_kind("customer", but=CUSTOMERS)
        ),
    )


def of_customers() -> Sequence[Attribute]:
    """What a customer's orders come to; who has none has zero."""
    return (
        _summed("orders.count", _("Number of orders"), "order_count", Kind.NUMBER),
        _summed("orders.amount", _("Ordered in all"), "amount", Kind.MONEY),
        _summed("orders.paid", _("Paid in all"), "paid", Kind.MONEY),
        _moment("orders.first_at", _("First order"), "first_at"),
        _moment("orders.last_at", _("Last order"), "last_at"),
    )


def statuses() -> Sequence[Option]:
    """In the order in which an order goes through them."""
    return [Option(slug, label) for slug, label in STATUSES.items()]


def accounts() -> Sequence[Option]:
    """The connected accounts, in the order they were connected."""
    return [Option(str(one), name) for one, name in Account.objects.order_by("id").values_list("id", "name")]


def _through(inner: Attribute, relation: str, group: Text, link: str, ends: str) -> Attribute:
    """``customer.city``, ``company.industry`` and all else those have, but for what comes from orders. ``ends`` reads
    which of them each order leads to.
    """

    def values(ids: Sequence[int]) -> Mapping[int, object]:
        ends_of: dict[int, int] = dict(db.rows(ends, (organisation_id(), list(ids))))
        held = inner.values(sorted(set(ends_of.values()))) if inner.values and ends_of else {}
        return {one: held[end] for one, end in ends_of.items() if end in held}

    path = f"{relation}.{inner.path}"
    return through(inner, path=path, group=group, link=link, values=values if inner.values else None)


def _companies_told(member: Member, ids: Sequence[int]) -> set[int]:
    """The orders whose company a member may see."""
    ends: dict[int, int] = dict(db.rows(_COMPANIES, (organisation_id(), list(ids))))
    seen = companies.seen_ids(member, set(ends.values()))
    return {order for order, company in ends.items() if company in seen}


def _summed(path: str, label: object, column: str, kind: Kind) -> Attribute:
    """A figure that is zero for who has no orders: what zero fulfils asks that no row says otherwise."""
    operand = Operand.of(f"k.{column}", kind)
    scale = SCALE if kind == Kind.NUMBER else 1

    def test(asked: Asked) -> Sql:
        own = replace(asked, values=[_whole(value, scale, asked.operator) for value in asked.values])
        if asked.operator in {Op.IS_EMPTY, Op.IS_FILLED} or not _zero_fits(own):
            return linked(SUMS, "customer_id", operand, own)
        made = compare(operand, own)
        rows = f"select from {SUMS} k where k.organisation_id = r.organisation_id and k.customer_id = r.id"
        return Sql(f"not exists ({rows} and ({made.text}) is not true)", made.values)

    def values(ids: Sequence[int]) -> Mapping[int, object]:
        return {one: value * scale for one, value in _held(column, ids).items()}

    return Attribute(path, str(label), kind, _GROUP, test=test, values=values)


def _moment(path: str, label: object, column: str) -> Attribute:
    operand = Operand.of(f"k.{column}", Kind.MOMENT)
    return Attribute(
        path,
        str(label),
        Kind.MOMENT,
        _GROUP,
        test=lambda asked: linked(SUMS, "customer_id", operand, asked),
        values=lambda ids: _held(column, ids),
    )


def _held(column: str, ids: Sequence[int]) -> dict[int, int]:
    return dict(db.rows(_SUM.format(column=column), (organisation_id(), list(ids))))


def _whole(value: int, scale: int, operator: Op) -> int:
    """A bound in whole steps: at least two and a half orders are three."""
    return -(-value // scale) if operator == Op.AT_LEAST else value // scale


def _zero_fits(asked: Asked) -> bool:
    values: list[int] = [int(one) for one in asked.values]
    match asked.operator:
        case Op.IS | Op.ANY_OF:
            return 0 in values
        case Op.IS_NOT | Op.NONE_OF:
            return 0 not in values
        case Op.AT_LEAST:
            return values[0] <= 0
        case Op.AT_MOST:
            return values[0] >= 0
        case Op.BETWEEN:
            return min(values) <= 0 <= max(values)
    return False


CUSTOMERS = AttributeSource("customer", of_customers)
ATTRIBUTES = (AttributeSource("order", orders), CUSTOMERS)
