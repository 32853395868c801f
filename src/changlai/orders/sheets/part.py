"""An order in a row of an imported table: it hangs on the customer the row is about."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.companies import queries as companies
from changlai.orders import actions
from changlai.orders.actions import Origin
from changlai.orders.contracts import CREATED, DEFAULT_CURRENCY, Landed, Line, Told
from changlai.orders.enums import OrderStatus
from changlai.orders.money import cents, is_known
from changlai.orders.sheets.columns import COLUMNS, STATUSES
from changlai.orders.sheets.own import OwnReader, filled, own_column, own_fields
from changlai.records import contracts as ports
from changlai.records.contracts import Checked, Column, Written

AMOUNTS = ("amount", "discount", "freight", "paid", "refunded", "price")
MOMENTS = ("placed_at", "paid_at")
FACTS = ("company_id", "discount", "freight", "paid", "refunded", "currency", "province", "city", "remark")
TEXTS = ("number", "channel", "article", "sku", "province", "city", "remark")


class OrderPart:
    """See records.contracts.Part. Rows of one number are one order with several articles."""

    kind = "customer"
    slug = "order"
    is_in_order = False

    def columns(self) -> Sequence[Column]:
        return (*COLUMNS, *map(own_column, own_fields()))

    def check(self, member: Member, rows: Sequence[Mapping[str, str]]) -> list[Checked]:
        named = {path for row in rows for path in row}
        reader = OwnReader(named)
        names = {row["order.company"] for row in rows if row.get("order.company", "").strip()}
        known = companies.ids_by_name(member, names)
        return [reader.read(row, _with_company(row, _checked(row), known)) for row in rows]

    def write(self, member: Member, rows: Sequence[ports.Order], *, source: str, now: datetime) -> list[Written]:
        groups: dict[tuple[int, str, str], list[ports.Order]] = {}
        for row in rows:
            if row.values and row.record_id:
                place = (row.record_id, str(row.values.get("channel", "")), _number(row))
                groups.setdefault(place, []).append(row)
        told = [_told(place, own) for place, own in groups.items()]
        landed = actions.keep(told, by=member, origin=Origin(source, now)) if told else []
        landed = filled(list(groups.values()), landed, by=member, now=now)
        done = {row.row: one for own, one in zip(groups.values(), landed, strict=True) for row in own}
        firsts = {own[0].row for own in groups.values()}
        return [_written(row.row, done.get(row.row), is_first=row.row in firsts) for row in rows]

    def take_back(self, member: Member, record_ids: Sequence[int], now: datetime) -> Mapping[int, str]:
        return actions.take_back(record_ids, by=member)


def _written(row: int, landed: Landed | None, *, is_first: bool) -> Written:
    if landed is None:
        return Written(row, None)
    if landed.refusal is not None:
        return Written(row, None, refusal=str(landed.refusal.sentence))
    return Written(row, landed.order_id, is_new=is_first and landed.result == CREATED)


def _with_company(row: Mapping[str, str], read: Checked, known: Mapping[str, int]) -> Checked:
    """With the id of the company that is named."""
    name = row.get("order.company", "")
    if not name.strip():
        return read
    if name not in known:
        wrong = _("There is no company of this name here. Import companies first, or leave the cell empty.")
        return Checked(read.values, {**read.errors, "order.company": wrong})
    return Checked({**read.values, "company_id": known[name]}, read.errors)


def _checked(row: Mapping[str, str]) -> Checked:
    cells = {path.removeprefix("order."): text.strip() for path, text in row.items() if text.strip()}
    told: dict[str, Any] = {name: cells[name] for name in TEXTS if name in cells}
    errors: dict[str, str] = {}
    currency = cells.get("currency", DEFAULT_CURRENCY).upper()
    if is_known(currency):
        told |= {"currency": currency} if "currency" in cells else {}
    else:
        currency = DEFAULT_CURRENCY
        errors["order.currency"] = _("This is no currency of ISO 4217. Write three letters such as CNY.")
    for name in AMOUNTS:
        _put(
            told,
            errors,
            name,
            cells,
            lambda text: cents(text, currency),
            _("This is no amount. Write it like 3299.50."),
        )
    for name in MOMENTS:
        _put(told, errors, name, cells, _moment, _("This is no moment. Write it like 2026-01-31 14:30."))
    said = _("There is no such status. Write it like 待付款, 已付款, 已发货, 已完成, 已取消 or 已退款.")
    _put(told, errors, "status", cells, lambda text: STATUSES.get(text.lower()), said)
    _put(told, errors, "quantity", cells, _quantity, _("A quantity is a whole number from 1 to 1,000,000. Check it."))
    if told and "amount" not in told and "price" not in told and not errors and "number" not in told:
        errors["order.amount"] = _("An order needs a number or an amount. Fill one of them in.")
    return Checked(told, errors)


def _put(
    told: dict[str, Any],
    errors: dict[str, str],
    name: str,
    cells: Mapping[str, str],
    read: Callable[[str], object],
    wrong: str,
) -> None:
    if name in cells:
        value = read(cells[name])
        if value is None:
            errors[f"order.{name}"] = wrong
        else:
            told[name] = value


def _quantity(text: str) -> int | None:
    whole = text.removesuffix(".0")
    return int(whole) if whole.isascii() and whole.isdecimal() and 0 < len(whole) < 7 and int(whole) else None  # noqa: PLR2004


def _moment(text: str) -> str | None:
    """In the reader's time zone, where none is told; JSON takes it as a text."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    zone = ZoneInfo(timezone.get_current_timezone_name())
    return (found if found.tzinfo else found.replace(tzinfo=zone)).isoformat()


def _number(row: ports.Order) -> str:
    """Its number; one that has none is known again by what it says, so that the same table twice doubles nothing."""
    if number := str(row.values.get("number", "")):
        return number
    said = "\n".join(f"{name}={row.values[name]}" for name in sorted(row.values))
    return "T" + hashlib.blake2b(f"{row.record_id}\n{said}".encode(), digest_size=8).hexdigest().upper()


def _told(place: tuple[int, str, str], rows: Sequence[ports.Order]) -> Told:
    customer_id, channel, number = place
    facts: dict[str, Any] = {}
    for row in reversed(rows):
        facts |= row.values
    items = tuple(_line(row.values) for row in rows if row.values.get("article"))
    amount = facts.get("amount")
    if amount is None and not any(item.unit_price for item in items):
        amount = facts.get("paid")
    named: dict[str, Any] = {name: facts.get(name) for name in FACTS}
    named |= {name: datetime.fromisoformat(facts[name]) for name in MOMENTS if name in facts}
    status = facts.get("status") or (OrderStatus.PAID.value if "paid_at" in facts else None)
    return Told(customer_id, number, channel=channel, items=items or None, amount=amount, status=status, **named)


def _line(values: Mapping[str, Any]) -> Line:
    return Line(values["article"], values.get("sku", ""), values.get("quantity", 1), values.get("price", 0))
