"""Operations on views of lists, and on the records they show."""

from datetime import date, datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed, cursor_of, place_of
from changlai.records import actions, expressions, queries
from changlai.records.api.routing import router
from changlai.records.filters import Reading, is_hidden
from changlai.records.filters.tree import parse
from changlai.records.models import SavedView
from changlai.records.models.views import NAME_LENGTH
from changlai.records.queries import Spot
from changlai.records.tables import cells, state

CREATED = 201
PAGE = 50
KIND = "/records/{slug:kind}"
LINE = r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"
TAGS = ["lists"]


class ListViewOut(Schema):
    """A list under a name; a team view is everybody's. ``filter`` is a tree of the filter language."""

    id: int
    kind: str
    name: str
    is_team: bool
    filter: dict[str, Any]
    columns: list[str]
    order: str
    is_pinned: bool


class ListViewList(Schema):
    """Everybody's and one's own."""

    items: list[ListViewOut]


class ListViewIn(Schema):
    """A view to be kept. ``order`` is the path of an attribute, ``-`` in front for the largest first."""

    name: str = Field(max_length=NAME_LENGTH, pattern=LINE)
    filter: dict[str, Any] = Field(default_factory=dict)
    columns: list[str] = Field(default_factory=list, max_length=state.MOST_COLUMNS)
    order: str = Field("", max_length=80)
    is_team: bool = False
    is_pinned: bool = True


class ListViewChange(Schema):
    """What is not given stays as it is."""

    name: str | None = Field(None, max_length=NAME_LENGTH, pattern=LINE)
    filter: dict[str, Any] | None = None
    columns: list[str] | None = Field(None, max_length=state.MOST_COLUMNS)
    order: str | None = Field(None, max_length=80)
    is_team: bool | None = None
    is_pinned: bool | None = None


class TabsIn(Schema):
    """How one's own tabs stand: every view one may see by its key (an id, or the name of the house's own), in their
    order; which are tabs; which opens first.
    """

    order: list[str] = Field(max_length=500)
    tabs: list[str] = Field(default_factory=list, max_length=500)
    first: str = Field("", max_length=40)


class RecordRow(Schema):
    """A record with the values of the columns that were asked for; what a role sees masked is null."""

    id: int
    title: str
    detail: str
    values: dict[str, Any]


class RecordPage(Schema):
    """A page; ``next`` asks for the one below it."""

    items: list[RecordRow]
    next: str | None


class CellIn(Schema):
    """What is set, by the path of its attribute: a text as a person would type it, or a list of ids for several. Empty
    takes it away.
    """

    path: str = Field(max_length=100)
    value: str | list[str] = Field("", max_length=4000)


@router.get(f"{KIND}/views", response=ListViewList, summary="List views of a list", tags=TAGS)
@allowed("")
def views(request: ApiRequest, kind: str) -> dict[str, Any]:
    """``kind`` is the kind of record: customer, company, order, task ..."""
    return {"items": queries.views(request.member, queries.kind_for(request.member, kind).slug)}


@router.post(f"{KIND}/views", response={201: ListViewOut}, summary="Keep a view of a list", tags=TAGS)
@allowed("")
def keep_view(request: ApiRequest, kind: str, given: ListViewIn) -> Status[SavedView]:
    """422 for a filter that cannot be asked; 403 for everybody's without records.share."""
    found = queries.kind_for(request.member, kind)
    Reading(found.slug, request.member).check(parse(given.filter))
    made = actions.keep_view(kind=found.slug, **given.model_dump(), by=request.member, now=timezone.now())
    return Status(CREATED, made)


@router.patch(f"{KIND}/views/{{int:view_id}}", response=ListViewOut, summary="Change a view of a list", tags=TAGS)
@allowed("")
def change_view(request: ApiRequest, kind: str, view_id: int, given: ListViewChange) -> SavedView:
    """As for keeping one."""
    found = queries.kind_for(request.member, kind)
    changes = {name: value for name, value in given.model_dump().items() if value is not None}
    if "filter" in changes:
        Reading(found.slug, request.member).check(parse(changes["filter"]))
    is_team = changes.pop("is_team", None)
    view = queries.view_for(request.member, found.slug, view_id)
    return actions.change_view(view=view, changes=changes, by=request.member, is_team=is_team)


@router.post(f"{KIND}/views/{{int:view_id}}/copies", response={201: ListViewOut}, summary="Copy a view", tags=TAGS)
@allowed("")
def copy_view(request: ApiRequest, kind: str, view_id: int) -> Status[SavedView]:
    """The same for oneself."""
    view = queries.view_for(request.member, queries.kind_for(request.member, kind).slug, view_id)
    return Status(CREATED, actions.copy_view(view=view, name=view.name, by=request.member, now=timezone.now()))


@router.delete(f"{KIND}/views/{{int:view_id}}", response={204: None}, summary="Delete a view of a list", tags=TAGS)
@allowed("")
def drop_view(request: ApiRequest, kind: str, view_id: int) -> Status[None]:
    """The records stay."""
    view = queries.view_for(request.member, queries.kind_for(request.member, kind).slug, view_id)
    actions.drop_view(view=view, by=request.member)
    return Status(204, None)


@router.put(f"{KIND}/tabs", response={204: None}, summary="Arrange one's tabs", tags=TAGS)
@allowed("")
def arrange(request: ApiRequest, kind: str, given: TabsIn) -> Status[None]:
    """Only for the member the token acts for. Keys that are unknown are left out."""
    found = queries.kind_for(request.member, kind)
    known = [tab.key for tab in queries.tabs(request.member, found)]
    keys = [key for key in given.order if key in known]
    actions.arrange_views(kind=found.slug, keys=keys, by=request.member)
    for key in known:
        actions.pin_view(kind=found.slug, key=key, is_pinned=key in given.tabs, by=request.member)
    actions.begin_with(kind=found.slug, key=given.first if given.first in known else "", by=request.member)
    return Status(204, None)


@router.get(f"{KIND}/rows", response=RecordPage, summary="List records with columns", tags=TAGS)
@allowed("")
def rows(  # noqa: PLR0913, PLR0917 - what may be asked
    request: ApiRequest,
    kind: str,
    view: int | None = None,
    filter: str = "",  # noqa: A002 - the address's word
    columns: str = "",
    order: str = "",
    cursor: str = "",
) -> dict[str, Any]:
    """What a member sees in a list: a saved ``view``, or a ``filter`` (a tree as JSON text), ``columns`` (paths with
    commas between them) and ``order`` of one's own, which come before those of the view.
    """
    found, member = queries.kind_for(request.member, kind), request.member
    saved = queries.view_for(member, found.slug, view) if view is not None else None
    reading = Reading(found.slug, member)
    wanted = queries.read_filter(found.slug, filter or (saved.filter if saved else {}), member)
    paths = [one for one in columns.split(",") if one] or (saved.columns if saved else []) or list(found.columns)
    place = place_of(cursor, str, int)
    after = Spot(place[0][1:] if place[0][:1] == "=" else None, place[1]) if place else None
    by = order or (saved.order if saved else "")
    spots = queries.page(found, member, wanted, by, after=after, limit=PAGE)
    shown = spots[:PAGE]
    ids = [one.id for one in shown]
    heads, _gone = cells.columns(reading.attributes, paths[: state.MOST_COLUMNS])
    shown_to = [one.attribute for one in heads if one.attribute is not None and not is_hidden(one.attribute, member)]
    read = expressions.read(shown_to, ids, member)
    faces = found.faces(ids)
    items = [
        {
            "id": one,
            "title": faces[one].title,
            "detail": faces[one].detail,
            "values": {head.path: _plain(read.get(head.path, {}).get(one)) for head in heads},
        }
        for one in ids
        if one in faces
    ]
    last = shown[-1] if len(spots) > PAGE else None
    return {
        "items": items,
        "next": cursor_of("" if last.value is None else f"={last.value}", last.id) if last else None,
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever the attribute holds
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


@router.put(f"{KIND}/{{int:record_id}}/values", response={204: None}, summary="Set one value", tags=TAGS)
@allowed("")
def set_value(request: ApiRequest, kind: str, record_id: int, given: CellIn) -> Status[None]:
    """As editing a cell of the list: 422 for what cannot be read or changed, 404 for a record one may not see."""
    found = queries.kind_for(request.member, kind)
    attribute = Reading(found.slug, request.member).attributes.get(given.path)
    if attribute is None or not found.visible(request.member).filter(pk=record_id).exists():
        raise Http404
    actions.write_cell(
        kind=found,
        attribute=attribute,
        record_id=record_id,
        raw=given.value,
        seen=None,
        by=request.member,
        now=timezone.now(),
    )
    return Status(204, None)
