"""Who is who, for programs: possible duplicates, merging, taking a merge back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed, id_page, id_place
from changlai.customers import actions, queries, tables
from changlai.customers.api.people import CustomerOut
from changlai.customers.api.routing import router
from changlai.customers.contracts import MergeChoice, Moving
from changlai.customers.models import Customer, Merging
from changlai.customers.queries import LARGEST_MERGE

FieldName = Literal[
    "name", "avatar", "gender", "company", "position", "city", "address", "birthday", "phone", "note", "owner", "source"
]
Key = Annotated[str, Field(pattern=r"^[a-z]{1,20}-[1-9][0-9]{0,17}$")]
MOST_KEYS = 500  # decided about in one merge


class DuplicateOut(Schema):
    """Two customers who may be one. ``reason`` is a slug: a rule, and after a colon the kind of identity. ``rules`` are
    all that found them, ``confidence`` is in percent.
    """

    id: int
    first: CustomerOut
    second: CustomerOut
    reason: str
    rules: list[str]
    confidence: int
    created_at: datetime


class DuplicatePage(Schema):
    """Pairs, the surest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[DuplicateOut]
    next: str | None


class MergeIn(Schema):
    """Customers to be made one. ``into_id`` stays; ``choices`` names for a field the customer whose value stays.

    ``stays`` says the same by the keys of the preview's ``choices`` that keep one; ``left_out`` are keys of others,
    which nobody keeps.
    """

    into_id: int
    customer_ids: list[int] = Field(min_length=1, max_length=LARGEST_MERGE)
    choices: dict[FieldName, int] = Field(default_factory=dict)
    stays: dict[Key, int] = Field(default_factory=dict, max_length=MOST_KEYS)
    left_out: list[Key] = Field(default_factory=list, max_length=MOST_KEYS)


class MergeOut(Schema):
    """A merge. ``by_id`` is null for the machine; ``undone_at`` is null while it stands."""

    id: int
    into_id: int
    merged_ids: list[int]
    reason: str
    by_id: int | None
    merged_at: datetime
    undone_at: datetime | None
    undone_by_id: int | None


class MergePage(Schema):
    """Merges, the latest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[MergeOut]
    next: str | None


class MovingOut(Schema):
    """How many rows of a kind each customer has, by id."""

    label: str
    counts: dict[str, int]


class ReturningOut(Schema):
    """A customer as it will stand when the merge is undone; ``since``: entries that came since and go along."""

    id: int
    name: str
    company: str
    since: int


class AgainOut(Schema):
    """An own field or a tag as it will stand again. ``shown`` is what each customer will have, by id."""

    group: str
    label: str
    shown: dict[str, str]


class UndoPreviewOut(Schema):
    """What undoing would bring back. ``refusal`` says why it cannot be undone; then nothing does."""

    refusal: str | None
    customers: list[ReturningOut]
    again: list[AgainOut]
    moving: list[MovingOut]


class MergeChoiceOut(Schema):
    """Something to decide: an own field, a tag. ``shown`` is what each customer has, by id.

    ``keeps_one``: one customer's value stays, see ``stays`` of the merge; otherwise all stay but what is ``left_out``.
    """

    key: str
    group: str
    label: str
    shown: dict[str, str]
    keeps_one: bool
    is_required: bool


class PreviewOut(Schema):
    """What a merge would bring together; ``told_apart`` are pairs that a colleague has called different people."""

    customers: list[CustomerOut]
    choices: list[MergeChoiceOut]
    moving: list[MovingOut]
    told_apart: list[list[int]]


@router.get("/customer-duplicates", response=DuplicatePage, summary="Possible duplicates")
@allowed("customers.edit")
def duplicates(request: ApiRequest, cursor: str = "", rule: str = "") -> dict[str, Any]:
    """Pairs nobody has decided about, of which the member may see both, the surest first; ``rule`` chooses those of one
    rule.
    """
    found = queries.duplicates(request.member, after=tables.pair_place(cursor), rule=rule[:60])
    shown = found[: queries.PAGE]
    return {"items": shown, "next": tables.pair_cursor(shown[-1]) if len(found) > queries.PAGE else None}


@router.post("/customer-duplicates/{int:duplicate_id}/dismissal", response={204: None}, summary="Two different people")
@allowed("customers.edit")
def dismissal(request: ApiRequest, duplicate_id: int) -> Status[None]:
    """They are not suggested again, and never merged by the machine."""
    pair = queries.duplicate_for(request.member, duplicate_id)
    for one in (pair.first_id, pair.second_id):
        queries.get_to_edit(request.member, one)
    actions.dismiss(suggestion=pair, by=request.member, now=timezone.now())
    return Status(204, None)


@router.post("/customer-merges/preview", response=PreviewOut, summary="What a merge would bring together")
@allowed("customers.edit")
def preview(request: ApiRequest, body: MergeIn) -> dict[str, Any]:
    """Changes nothing."""
    found = _customers(request, body)
    ids = [one.pk for one in found]
    return {
        "customers": found,
        "choices": [
            {
                "key": one.key,
                "group": str(one.group),
                "label": str(one.label),
                "shown": _shown(one),
                "keeps_one": one.keeps_one,
                "is_required": one.is_required,
            }
            for one in actions.merge_choices(request.member, ids)
        ],
        "moving": _moving(tables.moving(found), ids),
        "told_apart": [list(pair) for pair in queries.pairs_told_apart(ids)],
    }


@router.post("/customer-merges", response={201: MergeOut}, summary="Merge customers")
@allowed("customers.edit")
def merge(request: ApiRequest, body: MergeIn) -> Status[Merging]:
    """The ids of those who go lead to the one that stays. Can be undone for 90 days."""
    found = {one.pk: one for one in _customers(request, body)}
    into = found[queries.current_id(body.into_id)]
    decided = {str(name): chosen for name, chosen in (*body.choices.items(), *body.stays.items())}
    choices = {
        name: found.get(chosen) or queries.get_to_edit(request.member, chosen) for name, chosen in decided.items()
    }
    united = actions.unite(
        into=into,
        others=list(found.values()),
        choices=choices,
        left_out=frozenset(body.left_out),
        by=request.member,
    )
    return Status(201, united)


@router.get("/customer-merges", response=MergePage, summary="Merges")
@allowed("customers.view")
def merges(request: ApiRequest, cursor: str = "") -> dict[str, Any]:
    """What was made one, undone merges too."""
    return id_page(queries.latest_mergings(request.member, before=id_place(cursor)), queries.PAGE)


@router.get("/customer-merges/{int:merge_id}", response=MergeOut, summary="One merge")
@allowed("customers.view")
def one_merge(request: ApiRequest, merge_id: int) -> Merging:
    """Answers 404 when its customer is not for this member."""
    return queries.merging_for(request.member, merge_id)


@router.get(
    "/customer-merges/{int:merge_id}/undoing", response=UndoPreviewOut, summary="What undoing a merge would bring back"
)
@allowed("customers.edit")
def undo_preview(request: ApiRequest, merge_id: int) -> dict[str, Any]:
    """Changes nothing. ``moving`` counts by customer what each one gets back; ``again`` names fields and tags."""
    merging = queries.merging_for(request.member, merge_id)
    parting = tables.parting(request.member, merging, queries.get_to_edit(request.member, merging.into_id))
    return {
        "refusal": str(parting.refusal) if parting.refusal else None,
        "customers": [
            {"id": one.pk, "name": one.name, "company": one.company, "since": since}
            for one, since in zip(parting.found, parting.since, strict=True)
        ],
        "again": [{"group": str(one.group), "label": str(one.label), "shown": _shown(one)} for one in parting.again],
        "moving": _moving(parting.moving, [one.pk for one in parting.found]),
    }


@router.post("/customer-merges/{int:merge_id}/undoing", response=MergeOut, summary="Undo a merge")
@allowed("customers.edit")
def undoing(request: ApiRequest, merge_id: int) -> Merging:
    """Everybody is back with what they had. Answers 409 with the reason when a later merge stands in the way."""
    merging = queries.merging_for(request.member, merge_id)
    queries.get_to_edit(request.member, merging.into_id)
    actions.undo_merge(merging=merging, by=request.member, now=timezone.now())
    merging.refresh_from_db()
    return merging


def _customers(request: ApiRequest, body: MergeIn) -> list[Customer]:
    ids = {queries.current_id(one) for one in (body.into_id, *body.customer_ids)}
    return [queries.get_to_edit(request.member, one) for one in sorted(ids)]


def _shown(choice: MergeChoice) -> dict[str, str]:
    return {str(customer): words for customer, words in choice.shown.items()}


def _moving(lines: Sequence[Moving], ids: Sequence[int]) -> list[dict[str, Any]]:
    return [{"label": str(line.label), "counts": dict(zip(map(str, ids), line.counts, strict=True))} for line in lines]
