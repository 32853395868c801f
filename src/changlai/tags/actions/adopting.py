"""What platforms tell of tags, adopted here.

The later word counts: what was changed here after the platform was asked, or is still on its way there, stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from changlai.channels.contracts import PlatformTag, PlatformTagGroup, TagList
from changlai.kernel import audit
from changlai.tags.actions.counting import recount
from changlai.tags.actions.spreading import order_waiting
from changlai.tags.actions.turns import marking_stands_still, take_turns
from changlai.tags.contracts import NAME_LENGTH
from changlai.tags.enums import TwinState, Way
from changlai.tags.models import GroupTwin, Tag, Tagging, TagGroup, TagTwin

GONE_THERE = gettext_noop("It was deleted on the platform. Rename it to make it there again, or delete it here too.")


@dataclass
class _Shelf:
    """Everything known of an account's tags, looked up once."""

    organisation_id: int
    account_id: int
    asked_at: datetime
    groups: dict[str, TagGroup] = field(default_factory=dict)  # by the platform's id
    groups_by_name: dict[str, TagGroup] = field(default_factory=dict)
    tags: dict[tuple[int, str], Tag] = field(default_factory=dict)  # by group and name
    twins: dict[str, TagTwin] = field(default_factory=dict)  # by the platform's id
    twinned: set[int] = field(default_factory=set)  # tags

    @classmethod
    def of(cls, organisation_id: int, account_id: int, asked_at: datetime) -> "_Shelf":
        shelf = cls(organisation_id, account_id, asked_at)
        by_id = {group.pk: group for group in TagGroup.objects.order_by("position", "id")}
        shelf.groups_by_name = {group.name: group for group in by_id.values()}
        held = GroupTwin.objects.filter(account_id=account_id)
        shelf.groups = {twin.external_id: by_id[twin.group_id] for twin in held}
        shelf.tags = {(tag.group_id, tag.name): tag for tag in Tag.objects.all()}
        twins = TagTwin.objects.select_related("tag", "tag__group").filter(account_id=account_id)
        shelf.twins = {twin.external_id: twin for twin in twins if twin.external_id}
        shelf.twinned = {twin.tag_id for twin in twins if twin.external_id}
        return shelf

    def is_ours(self, twin: TagTwin) -> bool:
        """Whether somebody here changed the tag after the platform was asked."""
        return twin.state == TwinState.WAITING and twin.changed_at is not None and twin.changed_at >= self.asked_at


def keep_tag_list(*, organisation_id: int, account_id: int, listed: TagList) -> None:
    """Make the groups and tags that are new there, rename what was renamed, let go what is gone.

    A list that says nothing new costs five statements, whatever its length.
    """
    take_turns()
    shelf = _Shelf.of(organisation_id, account_id, listed.asked_at)
    for place, group in enumerate(listed.groups, 1):
        ours = _group(shelf, group, place)
        for position, tag in enumerate(group.tags, 1):
            _tag(shelf, ours, tag, position)
    told = {tag.external_id for group in listed.groups for tag in group.tags}
    _let_go([twin for external_id, twin in shelf.twins.items() if external_id not in told and not shelf.is_ours(twin)])


def adopt(*, organisation_id: int, account_id: int, told: Sequence[tuple[str, str, str]]) -> None:
    """Make the tags a customer was told to have and nobody here knows yet: (platform id, group, name)."""
    take_turns()
    shelf = _Shelf.of(organisation_id, account_id, timezone.now())
    for external_id, group_name, name in told:
        if not name or not group_name or external_id in shelf.twins:
            continue
        group = shelf.groups_by_name.get(group_name) or _new_group(shelf, group_name, len(shelf.groups_by_name) + 1)
        _tag(shelf, group, PlatformTag(external_id, name), len(shelf.tags) + 1)


def _group(shelf: _Shelf, told: PlatformTagGroup, place: int) -> TagGroup:
    """Our group behind the platform's: known, of the same name, or new."""
    name = told.name[:NAME_LENGTH] or told.external_id[:NAME_LENGTH]
    group = shelf.groups.get(told.external_id)
    if group is None:
        group = shelf.groups_by_name.get(name) or _new_group(shelf, name, place)
        twins = GroupTwin.objects.filter(account_id=shelf.account_id, group=group)
        if not twins.exists():
            GroupTwin.objects.create(
                organisation_id=shelf.organisation_id,
                group=group,
                account_id=shelf.account_id,
                external_id=told.external_id,
            )
        shelf.groups[told.external_id] = group
    is_waiting = any(shelf.is_ours(twin) for twin in shelf.twins.values() if twin.tag.group_id == group.pk)
    if group.name != name and name not in shelf.groups_by_name and not is_waiting:
        audit.record("tags.group_changed", actor=None, obj=group, changes={"name": [group.name, name]})
        group.name = name
        group.save(update_fields=["name"])
        TagTwin.objects.filter(account_id=shelf.account_id, tag__group=group).update(group_name=name)
    return group


def _new_group(shelf: _Shelf, name: str, place: int) -> TagGroup:
    made = TagGroup.objects.create(
        organisation_id=shelf.organisation_id,
        name=name[:NAME_LENGTH],
        tone=(place - 1) % 7 + 1,
        position=len(shelf.groups_by_name) + 1,
        created_at=timezone.now(),
    )
    shelf.groups_by_name[made.name] = made
    audit.record("tags.group_created", actor=None, obj=made, changes={"name": made.name})
    return made


def _tag(shelf: _Shelf, group: TagGroup, told: PlatformTag, position: int) -> None:
    twin = shelf.twins.get(told.external_id)
    name = told.name[:NAME_LENGTH]
    if twin is not None:
        _renamed(shelf, twin, name, position)
    elif name:
        tag = shelf.tags.get((group.pk, name))
        if tag is None or tag.pk in shelf.twinned:
            tag = _new_tag(shelf, group, name, position)
        if tag is not None:
            _link(shelf, tag, told.external_id, name, group.name)


def _new_tag(shelf: _Shelf, group: TagGroup, name: str, position: int) -> Tag | None:
    """A new tag; None where the group has one of this name that is another one there."""
    if (group.pk, name) in shelf.tags:
        return None
    tag = Tag.objects.create(
        organisation_id=shelf.organisation_id, group=group, name=name, position=position, created_at=timezone.now()
    )
    shelf.tags[group.pk, name] = tag
    return tag


def _link(shelf: _Shelf, tag: Tag, external_id: str, name: str, group_name: str) -> None:
    twin, is_new = TagTwin.objects.update_or_create(
        tag=tag,
        account_id=shelf.account_id,
        defaults={
            "organisation_id": shelf.organisation_id,
            "external_id": external_id,
            "name": name,
            "group_name": group_name,
            "state": TwinState.DONE,
            "error": "",
        },
    )
    shelf.twins[external_id] = twin
    shelf.twinned.add(tag.pk)
    if not is_new:
        order_waiting(shelf.account_id, tag.pk)


def _renamed(shelf: _Shelf, twin: TagTwin, name: str, position: int) -> None:
    """What differs from what the platform last had is its news."""
    if shelf.is_ours(twin):
        return
    tag = twin.tag
    if name not in {twin.name, tag.name} and (tag.group_id, name) not in shelf.tags:
        audit.record("tags.renamed", actor=None, obj=tag, changes={"name": [tag.name, name]})
        tag.name = name
        tag.save(update_fields=["name"])
    if name != twin.name or twin.state != TwinState.DONE:
        TagTwin.objects.filter(pk=twin.pk).update(name=name, state=TwinState.DONE, error="")
    if tag.position != position:
        Tag.objects.filter(pk=tag.pk).update(position=position)


def _let_go(twins: Iterable[TagTwin]) -> None:
    """A tag that is gone there goes here too, unless somebody here marked customers with it by themselves."""
    gone = list(twins)
    if not gone:
        return
    marking_stands_still()
    ids = [twin.tag_id for twin in gone]
    ours = set(Tagging.objects.filter(tag__in=ids).exclude(way=Way.PLATFORM).values_list("tag_id", flat=True))
    kept = [twin for twin in gone if twin.tag_id in ours]
    TagTwin.objects.filter(pk__in=[twin.pk for twin in kept]).update(
        external_id="", state=TwinState.FAILED, error=GONE_THERE
    )
    Tagging.objects.filter(tag__in=[twin.tag_id for twin in kept], way=Way.PLATFORM).delete()
    lost = [twin.tag for twin in gone if twin.tag_id not in ours]
    for tag in lost:
        audit.record("tags.deleted", actor=None, obj=tag, changes={"customers": tag.customer_count})
    Tag.objects.filter(pk__in=[tag.pk for tag in lost]).delete()
    recount([twin.tag for twin in kept])
    empty = TagGroup.objects.filter(~Q(tags__isnull=False), grouptwin__isnull=False)
    TagGroup.objects.filter(pk__in=list(empty.values_list("pk", flat=True))).delete()


def twins_told(account_ids: Iterable[int], external_ids: Iterable[str]) -> Mapping[tuple[int, str], int]:
    """Our tags behind the platforms' ids: (account, id) to tag."""
    found = TagTwin.objects.filter(account_id__in=set(account_ids), external_id__in=set(external_ids))
    return {(twin.account_id, twin.external_id): twin.tag_id for twin in found}
