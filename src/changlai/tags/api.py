"""Tags for programs: groups and tags, and who has which."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed, id_page, id_place
from changlai.customers import queries as customers
from changlai.tags import actions, queries
from changlai.tags.contracts import NAME_LENGTH, Marked, Origin
from changlai.tags.enums import Way
from changlai.tags.models import Tag, Tagging, TagGroup

router = Router(tags=["tags"])
LINE = r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"
GROUP, TAG = "/tag-groups/{int:group_id}", "/tags/{int:tag_id}"
MOST_CUSTOMERS, MOST_TAGS = 1_000, 50  # of one call


class TagOut(Schema):
    """A tag; ``customer_count`` is how many customers have it."""

    id: int
    group_id: int
    name: str
    customer_count: int


class GroupOut(Schema):
    """A group with its tags, in their order. ``tone`` is its colour, 1 to 8. ``is_exclusive``: at most one each."""

    id: int
    name: str
    tone: int
    is_exclusive: bool
    tags: list[TagOut]


class GroupList(Schema):
    """Every group, in their order; an organisation has at most 3,000 tags, so there is one page."""

    items: list[GroupOut]


class GroupIn(Schema):
    """A group as it should be."""

    name: str = Field(max_length=NAME_LENGTH, pattern=LINE)
    tone: int = Field(8, ge=1, le=8)
    is_exclusive: bool = False


class TagNameIn(Schema):
    """The name of a tag."""

    name: str = Field(max_length=NAME_LENGTH, pattern=LINE)


class TagOrderIn(Schema):
    """Ids in their new order."""

    ids: list[int] = Field(min_length=1, max_length=3000)


class TagMergeIn(Schema):
    """The tag that stays."""

    into_id: int


class WornOut(Schema):
    """A tag of a customer: since when, by whom, how and why."""

    tag_id: int
    name: str
    group_id: int
    group: str
    at: datetime
    by: str
    way: str
    reason: str


class MarkIn(Schema):
    """Tags to put on and to take off, and why. An id that is no tag's is a 404."""

    add: list[int] = Field([], max_length=MOST_TAGS)
    remove: list[int] = Field([], max_length=MOST_TAGS)
    reason: str = Field("", max_length=200)


class MarkManyIn(MarkIn):
    """The same for many customers."""

    customer_ids: list[int] = Field(min_length=1, max_length=MOST_CUSTOMERS)


class MarkedOut(Schema):
    """How many marks were put on, taken off and as wanted already; ``refused_ids`` are customers that do not exist or
    are not the token's to change.
    """

    added: int
    removed: int
    unchanged: int
    refused_ids: list[int]


class WearerOut(Schema):
    """A customer who has the tag."""

    customer_id: int
    name: str
    at: datetime
    way: str
    reason: str


class WearerPage(Schema):
    """Customers, the latest marked first; ``next`` is the cursor of the following page, null on the last."""

    items: list[WearerOut]
    next: str | None


@router.get("/tag-groups", response=GroupList, summary="List tag groups and tags")
@allowed("customers.view")
def groups(request: ApiRequest) -> dict[str, Any]:
    """In the order colleagues see them."""
    return {"items": [_group(group) for group in queries.groups(request.member)]}


@router.post("/tag-groups", response={201: GroupOut}, summary="Make a tag group")
@allowed("tags.manage")
def create_group(request: ApiRequest, body: GroupIn) -> Status[dict[str, Any]]:
    """409 ``tags.name_taken`` when there is one of this name."""
    made = actions.create_group(
        name=body.name, tone=body.tone, is_exclusive=body.is_exclusive, names=(), by=request.member
    )
    return Status(201, _group(made))


@router.put("/tag-groups/order", response=GroupList, summary="Arrange tag groups")
@allowed("tags.manage")
def arrange_groups(request: ApiRequest, body: TagOrderIn) -> dict[str, Any]:
    """Groups that are not named stay where they were."""
    actions.arrange_groups(ids=body.ids, by=request.member)
    return groups(request)


@router.put(GROUP, response=GroupOut, summary="Change a tag group")
@allowed("tags.manage")
def change_group(request: ApiRequest, group_id: int, body: GroupIn) -> dict[str, Any]:
    """409 ``tags.still_several`` when it is to be exclusive and customers have several of its tags."""
    found = queries.group_for(request.member, group_id)
    actions.change_group(group=found, name=body.name, tone=body.tone, is_exclusive=body.is_exclusive, by=request.member)
    return _group(found)


@router.delete(GROUP, response={204: None}, summary="Delete a tag group with its tags")
@allowed("tags.manage")
def delete_group(request: ApiRequest, group_id: int) -> Status[None]:
    """Its tags are taken off every customer, here and on the platforms that keep them too."""
    actions.delete_group(group=queries.group_for(request.member, group_id), by=request.member)
    return Status(204, None)


@router.post(f"{GROUP}/tags", response={201: TagOut}, summary="Make a tag")
@allowed("tags.manage")
def create_tag(request: ApiRequest, group_id: int, body: TagNameIn) -> Status[Tag]:
    """At the end of its group. 409 ``tags.name_taken`` when the group has one of this name."""
    found = queries.group_for(request.member, group_id)
    return Status(201, actions.add_tags(group=found, names=[body.name], by=request.member)[0])


@router.put(f"{GROUP}/order", response=GroupOut, summary="Arrange the tags of a group")
@allowed("tags.manage")
def arrange_tags(request: ApiRequest, group_id: int, body: TagOrderIn) -> dict[str, Any]:
    """Ids of tags of other groups are left out."""
    found = queries.group_for(request.member, group_id)
    actions.arrange_tags(group=found, ids=body.ids, by=request.member)
    return _group(found)


@router.put(TAG, response=TagOut, summary="Rename a tag")
@allowed("tags.manage")
def rename_tag(request: ApiRequest, tag_id: int, body: TagNameIn) -> Tag:
    """Whoever has it keeps it."""
    found = queries.get_for(request.member, tag_id)
    actions.rename_tag(tag=found, name=body.name, by=request.member)
    return found


@router.post(f"{TAG}/merge", response=TagOut, summary="Merge a tag into another one")
@allowed("tags.manage")
def merge(request: ApiRequest, tag_id: int, body: TagMergeIn) -> Tag:
    """Answers with the one that stays; the other one is gone."""
    found, into = queries.get_for(request.member, tag_id), queries.get_for(request.member, body.into_id)
    actions.merge(tag=found, into=into, by=request.member)
    return queries.get_for(request.member, into.pk)


@router.delete(TAG, response={204: None}, summary="Delete a tag")
@allowed("tags.manage")
def delete_tag(request: ApiRequest, tag_id: int) -> Status[None]:
    """It is taken off every customer, here and on the platforms that keep it too."""
    actions.delete_tag(tag=queries.get_for(request.member, tag_id), by=request.member)
    return Status(204, None)


@router.get(f"{TAG}/customers", response=WearerPage, summary="Customers who have a tag")
@allowed("customers.view")
def wearers(request: ApiRequest, tag_id: int, cursor: str = "") -> dict[str, Any]:
    """As far as the token's member may see them."""
    rows = queries.wearers(request.member, queries.get_for(request.member, tag_id), below=id_place(cursor))
    return id_page(rows, queries.PAGE, _wearer)


@router.get("/customers/{int:customer_id}/tags", response=list[WornOut], summary="A customer's tags")
@allowed("customers.view")
def worn(request: ApiRequest, customer_id: int) -> list[queries.Worn]:
    """In the order colleagues see them."""
    return queries.worn(customers.get_for(request.member, customer_id))


@router.post("/customers/{int:customer_id}/tags", response=list[WornOut], summary="Mark a customer with tags")
@allowed("customers.edit")
def mark(request: ApiRequest, customer_id: int, body: MarkIn) -> list[queries.Worn]:
    """Puts tags on and takes others off. 422 ``tags.one_of_group`` for two of an exclusive group."""
    customer = customers.get_to_edit(request.member, customer_id)
    _check(body)
    actions.choose(customer=customer, add=body.add, remove=body.remove, origin=_origin(request, Way.API, body.reason))
    return queries.worn(customer)


@router.post("/customers/tags", response=MarkedOut, summary="Mark many customers with tags")
@allowed("customers.edit")
def mark_many(request: ApiRequest, body: MarkManyIn) -> dict[str, Any]:
    """At most 1,000 customers a call, in one transaction; those that are not the token's to change are named."""
    _check(body)
    found = list(customers.editable_by(request.member).filter(id__in=set(body.customer_ids)).order_by("id"))
    done: Marked = actions.mark_many(
        customers=found,
        add=body.add,
        remove=body.remove,
        origin=_origin(request, Way.BULK, body.reason),
        by=request.member,
    )
    refused = sorted(set(body.customer_ids) - {customer.pk for customer in found})
    counts = {"added": done.added, "removed": done.removed, "unchanged": done.unchanged}
    return {**counts, "refused_ids": refused}


def _check(body: MarkIn) -> None:
    wanted = {*body.add, *body.remove}
    if len(queries.by_id(wanted)) < len(wanted):
        raise Http404


def _origin(request: ApiRequest, way: Way, reason: str) -> Origin:
    return Origin(way, timezone.now(), request.member.pk, request.member.name, reason)


def _group(group: TagGroup) -> dict[str, Any]:
    return {
        "id": group.pk,
        "name": group.name,
        "tone": group.tone,
        "is_exclusive": group.is_exclusive,
        "tags": sorted(group.tags.all(), key=lambda tag: (tag.position, tag.pk)),
    }


def _wearer(row: Tagging) -> dict[str, Any]:
    return {
        "customer_id": row.customer_id,
        "name": row.customer.name,
        "at": row.tagged_at,
        "way": row.way,
        "reason": row.reason,
    }
