"""What lists write into orders: by the same rules as an order that is told again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.orders import actions
from changlai.orders.actions import Origin
from changlai.orders.errors import BadOrder
from changlai.orders.forms import OrderForm

Write = Callable[[Member, Sequence[int], Any, datetime], Mapping[int, str]]


def fact(name: str) -> Write:
    """A fact of orders: status, province, city or remark."""

    def write(member: Member, ids: Sequence[int], raw: Any, now: datetime) -> Mapping[int, str]:  # noqa: ANN401 - the port's
        try:
            value: object = OrderForm.base_fields[name].clean(_text(raw))
        except ValidationError as error:
            raise BadOrder(name, " ".join(error.messages)) from error
        return actions.set_many(ids, {name: value}, by=member, origin=_by_hand(now))

    return write


def owner(member: Member, ids: Sequence[int], raw: Any, now: datetime) -> Mapping[int, str]:  # noqa: ANN401 - the port's
    """Who is responsible."""
    text = _text(raw)
    if not (text.isascii() and text.isdigit() and db.is_id(int(text))):
        raise BadOrder("owner_id", gettext("Choose a colleague: an order is always somebody's."))
    return actions.set_many(ids, {"owner_id": int(text)}, by=member, origin=_by_hand(now))


def _by_hand(now: datetime) -> Origin:
    return Origin(gettext("By hand"), now)


def _text(raw: Any) -> str:  # noqa: ANN401 - what a form or JSON holds
    told = raw[0] if isinstance(raw, list | tuple) and raw else raw
    return str(told or "").replace("\x00", "").strip()
