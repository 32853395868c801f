"""Company tags (document paths 92117, 92118)."""

from typing import Any

from sandbox.models import Tag, TagGroup
from sandbox.wecom.call import Body, Call
from sandbox.wecom.errors import ApiError
from sandbox.world import World, new_id

MOST_TAGS = 3_000
LONGEST_NAME = 30


def list_tags(call: Call) -> Body:
    """get_corp_tag_list: all groups, or those named by `group_id` or holding a tag of `tag_id`."""
    groups = call.world.tag_groups.by("corp", call.corp.corpid)
    wanted_groups = call.texts("group_id", required=False)
    wanted_tags = call.texts("tag_id", required=False)
    if wanted_groups:
        shown = [_group(call.world, group) for group in groups if group.id in wanted_groups]
    elif wanted_tags:
        every = [_group(call.world, group, only=set(wanted_tags)) for group in groups]
        shown = [group for group in every if group["tag"]]
    else:
        shown = [_group(call.world, group) for group in groups]
    return {"tag_group": sorted(shown, key=lambda group: -group["order"])}


def add_tags(call: Call) -> Body:
    """add_corp_tag: into a group by id or name, made if new; the answer holds only the new tags."""
    orders = call.body.get("tag")
    if not isinstance(orders, list) or not orders:
        raise ApiError(40063, "tag")
    names = {_checked_name(order.get("name")): int(order.get("order", 0)) for order in orders}
    corpid = call.corp.corpid
    if len(call.world.tags.by("corp", corpid)) + len(names) > MOST_TAGS:
        raise ApiError(40126)
    group = _wanted_group(call)
    taken = {tag.name for tag in call.world.tags.by("group", corpid, group.id)}
    if taken & names.keys():
        raise ApiError(40071)
    now = call.world.clock.seconds()
    new = {
        call.world.tags.put(
            Tag(corpid=corpid, id=new_id("et", 30), group_id=group.id, name=name, create_time=now, order=order)
        ).id
        for name, order in names.items()
    }
    return {"tag_group": _group(call.world, group, only=new)}


def edit_tag(call: Call) -> Body:
    """edit_corp_tag: name or order of a tag or a group."""
    corpid, wanted = call.corp.corpid, call.text("id")
    tag, group = call.world.tags.get(corpid, wanted), call.world.tag_groups.get(corpid, wanted)
    row = tag or group
    if row is None:
        raise ApiError(40068)
    if name := call.text("name", required=False):
        beside: list[Any] = (
            call.world.tags.by("group", corpid, tag.group_id) if tag else call.world.tag_groups.by("corp", corpid)
        )
        if any(other.name == name and other.id != wanted for other in beside):
            raise ApiError(40071)
        row.name = _checked_name(name)
    row.order = call.number("order", row.order)
    if tag:
        call.world.tags.put(tag)
    elif group:
        call.world.tag_groups.put(group)
    return {}


def delete_tags(call: Call) -> Body:
    """del_corp_tag: tags and whole groups; a group without tags disappears."""
    corpid, world = call.corp.corpid, call.world
    tag_ids, group_ids = call.texts("tag_id", required=False), call.texts("group_id", required=False)
    if not tag_ids and not group_ids:
        raise ApiError(40063)
    tags = [world.tags.get(corpid, tag_id) for tag_id in tag_ids]
    if None in tags or any(world.tag_groups.get(corpid, group_id) is None for group_id in group_ids):
        raise ApiError(40068)
    for group_id in group_ids:
        tags += world.tags.by("group", corpid, group_id)
    for tag in filter(None, tags):
        forget_tag(world, tag)
    return {}


def forget_tag(world: World, tag: Tag) -> None:
    """Remove a tag from its group and from every customer; an empty group goes with it."""
    world.tags.remove(tag)
    if not world.tags.by("group", tag.corpid, tag.group_id):
        group = world.tag_groups.get(tag.corpid, tag.group_id)
        if group:
            world.tag_groups.remove(group)
    for follow in world.follows:
        if follow.corpid == tag.corpid and tag.id in follow.tag_ids:
            follow.tag_ids.remove(tag.id)
            world.follows.put(follow)


def mark(call: Call) -> Body:
    """mark_tag: add and remove tags on one member's relation to a customer."""
    follow = call.follow(call.text("userid"), call.text("external_userid"))
    add, remove = call.texts("add_tag", required=False), call.texts("remove_tag", required=False)
    if not add and not remove:
        raise ApiError(40063)
    if any(call.world.tags.get(call.corp.corpid, tag_id) is None for tag_id in add):
        raise ApiError(40068)
    kept = [tag_id for tag_id in follow.tag_ids if tag_id not in remove]
    follow.tag_ids = kept + [tag_id for tag_id in dict.fromkeys(add) if tag_id not in kept]
    call.world.follows.put(follow)
    return {}


def _wanted_group(call: Call) -> TagGroup:
    corpid, world = call.corp.corpid, call.world
    if group_id := call.text("group_id", required=False):
        group = world.tag_groups.get(corpid, group_id)
        if group is None:
            raise ApiError(40068)
        return group
    name = _checked_name(call.text("group_name"))
    for group in world.tag_groups.by("corp", corpid):
        if group.name == name:
            return group
    return world.tag_groups.put(
        TagGroup(
            corpid=corpid,
            id=new_id("et", 30),
            name=name,
            create_time=world.clock.seconds(),
            order=call.number("order", 0),
        )
    )


def _checked_name(name: object) -> str:
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        raise ApiError(40072)
    return name


def _group(world: World, group: TagGroup, only: set[str] | None = None) -> Body:
    tags = world.tags.by("group", group.corpid, group.id)
    shown = [tag for tag in tags if only is None or tag.id in only]
    return {
        "group_id": group.id,
        "group_name": group.name,
        "create_time": group.create_time,
        "order": group.order,
        "tag": [
            {"id": tag.id, "name": tag.name, "create_time": tag.create_time, "order": tag.order}
            for tag in sorted(shown, key=lambda tag: -tag.order)
        ],
    }
