"""Tagging many customers at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.records.contracts import Argument, Deed, Option
from changlai.records.enums import AttributeKind
from changlai.tags import actions
from changlai.tags.contracts import ADD, CHOSEN, REMOVE, Origin
from changlai.tags.enums import Way
from changlai.tags.models import Tag

BATCH = 2_500  # customers of one transaction: a tenth of a second


def _tags() -> list[Option]:
    rows = Tag.objects.select_related("group").order_by("group__position", "group_id", "position", "id")
    return [Option(str(tag.pk), tag.name, tag.group.name, tag.group.tone) for tag in rows]


def _marking(*, is_on: bool) -> Callable[[Member, Sequence[int], Mapping[str, Any], datetime], Mapping[int, str]]:
    def run(member: Member, ids: Sequence[int], given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
        origin = Origin(Way.BULK, now, member.pk, member.name)
        tags = [int(one) for one in given[CHOSEN]]
        actions.mark_alike(customer_ids=ids, tag_ids=tags, is_on=is_on, origin=origin)
        return {}

    return run


def _which() -> list[Argument]:
    return [Argument(CHOSEN, _("Tags"), AttributeKind.TAGS, _tags)]


DEEDS = (
    Deed(
        ADD,
        "customer",
        _("Put tags on"),
        "tag",
        "customers.edit",
        _marking(is_on=True),
        _which,
        order=10,
        batch=BATCH,
    ),
    Deed(
        REMOVE,
        "customer",
        _("Take tags away"),
        "tag-off",
        "customers.edit",
        _marking(is_on=False),
        _which,
        order=12,
        batch=BATCH,
    ),
)
