"""What can be done with many orders at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.orders.attributes import statuses
from changlai.orders.writing import fact
from changlai.records.contracts import Argument, Deed
from changlai.records.enums import AttributeKind


def _move(member: Member, ids: Sequence[int], given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    return fact("status")(member, ids, given["status"], now)


DEEDS = (
    Deed(
        slug="orders.move",
        kind="order",
        label=_("Set the status"),
        icon="circle-check",
        permission="orders.edit",
        run=_move,
        arguments=lambda: (Argument("status", _("Status"), AttributeKind.CHOICE, statuses),),
        order=10,
    ),
)
