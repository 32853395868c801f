"""What lists write into orders: by the same rules as an order that is told again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from django.utils.translation import gettext

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.orders import actions
from changlai.orders.actions import Origin
from changlai.orders.errors import BadOrder
from changlai.orders.forms import OrderForm
from changlai.records.columns import Write
from changlai.records.writing import read_by, text_of


def fact(name: str) -> Write:
    """A fact of orders: status, province, city or remark."""

    def write(member: Member, ids: Sequence[int], raw: object, now: datetime) -> Mapping[int, str]:
        value = read_by(OrderForm.base_fields[name], raw, partial(BadOrder, name))
        return actions.set_many(ids, {name: value}, by=member, origin=_by_hand(now))

    return write


def owner(member: Member, ids: Sequence[int], raw: object, now: datetime) -> Mapping[int, str]:
    """Who is responsible."""
    told = db.id_of(text_of(raw))
    if told is None:
        raise BadOrder("owner_id", gettext("Choose a colleague: an order is always somebody's."))
    return actions.set_many(ids, {"owner_id": told}, by=member, origin=_by_hand(now))


def _by_hand(now: datetime) -> Origin:
    return Origin(gettext("By hand"), now)
