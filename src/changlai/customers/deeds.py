"""What can be done with many customers at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.customers import actions, queries
from changlai.customers.writing import colleague
from changlai.records.contracts import Argument, Deed, Option
from changlai.records.enums import AttributeKind
from changlai.records.members import colleagues

NOBODY = "nobody"
LOOK, CHANGE = "look", "change"


def _owners() -> list[Option]:
    return [Option(NOBODY, _("Nobody")), *colleagues()]


def _assign(member: Member, ids: Sequence[int], given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    owner = None if given["owner"] == NOBODY else colleague(given["owner"])
    actions.assign_many(ids=ids, owner=owner, by=member, now=now)
    return {}


def _share(member: Member, ids: Sequence[int], given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    can_write = given["rights"] == CHANGE
    actions.share_many(ids=ids, member=colleague(given["colleague"]), can_write=can_write, by=member, now=now)
    return {}


def _unshare(member: Member, ids: Sequence[int], given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    actions.unshare_many(ids=ids, member=colleague(given["colleague"]), by=member, now=now)
    return {}


def _bin(member: Member, ids: Sequence[int], given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    mine = queries.to_bin(member, ids)
    actions.bin_customers(ids=mine, by=member, now=now, reason=str(given.get("reason") or "")[:200])
    refused = queries.visible_to(member).filter(id__in=set(ids) - set(mine)).values_list("id", flat=True)
    return {one: gettext("Not yours to delete: ask the person responsible.") for one in refused}


def _mend_phones(member: Member, ids: Sequence[int], _given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    return actions.mend_phones(ids=ids, by=member, now=now)


def _colleague() -> Argument:
    return Argument("colleague", _("Colleague"), AttributeKind.MEMBER, colleagues)


DEEDS = (
    Deed(
        "customers.assign",
        "customer",
        _("Hand over"),
        "user-check",
        "customers.edit",
        _assign,
        lambda: [Argument("owner", _("Responsible"), AttributeKind.MEMBER, _owners)],
        order=20,
    ),
    Deed(
        "customers.share",
        "customer",
        _("Add a collaborator"),
        "users",
        "customers.edit",
        _share,
        lambda: [
            _colleague(),
            Argument(
                "rights",
                _("May"),
                AttributeKind.CHOICE,
                lambda: [Option(LOOK, _("only look")), Option(CHANGE, _("look and change"))],
            ),
        ],
        order=50,
    ),
    Deed(
        "customers.unshare",
        "customer",
        _("Remove a collaborator"),
        "user-minus",
        "customers.edit",
        _unshare,
        lambda: [_colleague()],
        order=55,
    ),
    Deed(
        "customers.mend_phones",
        "customer",
        _("Bring phone numbers into one form"),
        "phone",
        "customers.edit",
        _mend_phones,
        order=60,
    ),
    Deed(
        "customers.bin",
        "customer",
        _("Move to the bin"),
        "trash",
        "customers.delete",
        _bin,
        lambda: [Argument("reason", _("Why"), AttributeKind.TEXT, is_required=False)],
        is_grave=True,
        order=95,
    ),
)
