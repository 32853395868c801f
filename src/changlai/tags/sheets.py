"""Tags in a row of an imported table: names in one cell, new ones are made for who may make them."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changlai.accounts.models import Member
from changlai.records.contracts import Checked, Column, Order, Written
from changlai.records.enums import AttributeKind
from changlai.tags import actions, queries
from changlai.tags.contracts import NAME_LENGTH, Mark, Origin
from changlai.tags.enums import Way
from changlai.tags.models import Tag, TagGroup

_SEVERAL = re.compile(r"[,，;；、|\n]+")
_GROUPED = re.compile(r"\s*[:：/]\s*")
GROUP = gettext_lazy("Imported")


class TagPart:
    """See records.contracts.Part."""

    kind = "customer"
    slug = "tags"
    is_in_order = False

    def columns(self) -> Sequence[Column]:
        label = gettext_lazy("Tags")
        words = (
            "标签", "客户标签", "企业标签", "用户标签", "会员标签", "标签名称", "个人标签", "tag", "tags",
            "label", "labels", "customer tags", "segments",
        )  # fmt: skip
        return (Column("tags", label, AttributeKind.TAGS, label, words, "沙发，周末到店"),)

    def check(self, member: Member, rows: Sequence[Mapping[str, str]]) -> list[Checked]:
        known = _known(queries.groups(member))
        may_make = member.can("tags.manage")
        return [_checked(row.get("tags", ""), known, may_make=may_make) for row in rows]

    def write(self, member: Member, rows: Sequence[Order], *, source: str, now: datetime) -> list[Written]:
        new = _made(member, {name for row in rows for name in row.values.get("new", ())})
        origin = Origin(Way.BULK, now, member.pk, member.name, source)
        actions.mark(
            [
                Mark(member.organisation_id, row.record_id, tag_id, is_on=True, origin=origin)
                for row in rows
                if row.record_id is not None
                for tag_id in (*row.values.get("ids", ()), *(new[name] for name in row.values.get("new", ())))
            ]
        )
        return [Written(row.row, None) for row in rows]

    def take_back(self, member: Member, record_ids: Sequence[int], now: datetime) -> Mapping[int, str]:
        """Tags have no record of their own: they go with a customer that is taken back."""
        return {}


def _known(groups: Sequence[TagGroup]) -> dict[str, list[Tag]]:
    """Tags by name, and by group and name."""
    found: dict[str, list[Tag]] = {}
    for group in groups:
        for tag in group.tags.all():
            tag.group = group
            found.setdefault(tag.name.casefold(), []).append(tag)
            found.setdefault(f"{group.name}:{tag.name}".casefold(), []).append(tag)
    return found


def _checked(text: str, known: Mapping[str, Sequence[Tag]], *, may_make: bool) -> Checked:
    tags: list[Tag] = []
    new: list[str] = []
    for name in filter(None, map(str.strip, _SEVERAL.split(text))):
        found = known.get(name.casefold()) or known.get(_GROUPED.sub(":", name, count=1).casefold()) or ()
        if len(found) > 1:
            return _wrong(
                _("Several groups have a tag “%(name)s”. Write the group in front: %(example)s."), name, found
            )
        if not found and len(name) > NAME_LENGTH:
            return _wrong(_("“%(name)s” is longer than a tag can be. Separate several tags by commas."), name)
        if not found and not may_make:
            return _wrong(
                _("There is no tag “%(name)s”, and your role does not make new ones. Ask an administrator."), name
            )
        tags += found
        new += [name] if not found and name not in new else []
    seen: set[int] = set()
    for tag in tags:
        if tag.group.is_exclusive and tag.group_id in seen:
            return _wrong(_("Of the group “%(name)s” a customer has one tag only. Leave one."), tag.group.name)
        seen.add(tag.group_id)
    return Checked({"ids": [tag.pk for tag in tags], "new": new})


def _wrong(sentence: str, name: str, found: Sequence[Tag] = ()) -> Checked:
    example = f"{found[0].group.name}:{found[0].name}" if found else ""
    return Checked({}, {"tags": sentence % {"name": name, "example": example}})


def _made(member: Member, names: set[str]) -> dict[str, int]:
    """The tags of these names in the group for what tables bring; missing ones are made."""
    if not names:
        return {}
    group = TagGroup.objects.filter(name=str(GROUP)).first()
    if group is None:
        group = actions.create_group(name=str(GROUP), tone=8, is_exclusive=False, by=member)
    there = dict(Tag.objects.filter(group=group, name__in=names).values_list("name", "id"))
    missing = sorted(names - there.keys())
    if missing:
        there |= {tag.name: tag.pk for tag in actions.add_tags(group=group, names=missing, by=member)}
    return there


PARTS = (TagPart(),)
