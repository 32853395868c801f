"""What can be done with many cases at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.accounts.models import Member
from changlai.listening.actions import cases
from changlai.listening.enums import CASE_KIND
from changlai.listening.errors import CannotOwnCase
from changlai.records.contracts import Argument, Deed
from changlai.records.enums import AttributeKind
from changlai.records.members import colleague_of, colleagues


def _give(member: Member, ids: Sequence[int], given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    to = colleague_of(given["owner"])
    if to is None:
        raise CannotOwnCase("-")
    return cases.give(case_ids=ids, to=to, by=member, now=now)


def _drop(member: Member, ids: Sequence[int], given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    return cases.drop_many(case_ids=ids, why=str(given.get("why") or ""), by=member, now=now)


CASE_DEEDS = (
    Deed(
        "listening.give",
        CASE_KIND,
        _("Give to a colleague"),
        "user-check",
        "listening.work",
        _give,
        lambda: [Argument("owner", pgettext_lazy("case", "Owner"), AttributeKind.MEMBER, colleagues)],
        order=10,
    ),
    Deed(
        "listening.drop",
        CASE_KIND,
        pgettext_lazy("case", "Nothing to do"),
        "circle-x",
        "listening.work",
        _drop,
        lambda: [Argument("why", _("Why"), AttributeKind.TEXT, is_required=False)],
        order=20,
    ),
)
