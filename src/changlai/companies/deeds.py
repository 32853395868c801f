"""What can be done with many companies at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.companies import actions, queries
from changlai.companies.attributes import industries
from changlai.companies.enums import KIND
from changlai.companies.errors import CompanyNotYours
from changlai.companies.writing import industry, owner
from changlai.records.contracts import Argument, Deed, Option
from changlai.records.enums import AttributeKind
from changlai.records.members import colleagues

NONE = "none"


def _owners() -> Sequence[Option]:
    return [Option(NONE, _("Nobody")), *colleagues()]


def _industries() -> Sequence[Option]:
    return [Option(NONE, _("None")), *industries()]


def _assign(member: Member, ids: Sequence[int], given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    return owner(member, ids, _or_nothing(given["owner"]), now)


def _set_industry(member: Member, ids: Sequence[int], given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    return industry(member, ids, _or_nothing(given["industry"]), now)


def _or_nothing(raw: object) -> str:
    return "" if raw == NONE else str(raw)


def _bin(member: Member, ids: Sequence[int], given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    mine = queries.to_bin(member, ids)
    actions.bin_companies(ids=mine, by=member, now=now, reason=str(given.get("reason") or "")[:200])
    refused = set(ids) - set(mine)
    return {one: str(CompanyNotYours(_now("this company")).sentence) for one in refused}


DEEDS = (
    Deed(
        "companies.assign",
        KIND,
        _("Hand over"),
        "user-check",
        "companies.edit",
        _assign,
        lambda: [Argument("owner", _("Responsible"), AttributeKind.MEMBER, _owners)],
        order=20,
    ),
    Deed(
        "companies.industry",
        KIND,
        _("Set the industry"),
        "building",
        "companies.edit",
        _set_industry,
        lambda: [Argument("industry", _("Industry"), AttributeKind.CHOICE, _industries)],
        order=30,
    ),
    Deed(
        "companies.bin",
        KIND,
        _("Move to the bin"),
        "trash",
        "companies.delete",
        _bin,
        lambda: [Argument("reason", _("Why"), AttributeKind.TEXT, is_required=False)],
        is_grave=True,
        order=90,
    ),
)
