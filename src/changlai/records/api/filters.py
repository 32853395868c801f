"""The filter language for programs: what there is to filter by, what a filter means, whom it finds, and why."""

from typing import Any

from django.http import Http404
from ninja import Schema

from changlai.accounts.models import Member
from changlai.accounts.operations import ANY_MEMBER, ApiRequest, allowed
from changlai.records import queries, registry
from changlai.records.api.routing import router
from changlai.records.contracts import Attribute, Kind
from changlai.records.enums import AttributeKind, Operator
from changlai.records.filters import told, told_condition
from changlai.records.filters.checking import is_hidden
from changlai.records.filters.operators import TAKES, Takes, operators_of

SAMPLE = 10
MOST_OPTIONS = 500
KIND = "/filters/{slug:kind}"


class OperatorOut(Schema):
    """A comparison and what stands behind it in the tree: one value, many, two (from, to), days, behaviour (kinds,
    times, days) or nothing (true).
    """

    operator: Operator
    takes: Takes


class ChoiceOut(Schema):
    """Something to choose from; ``value`` stands in the tree."""

    value: str
    label: str
    group: str


class AttributeOut(Schema):
    """What records are filtered by. ``operators`` is empty for what is only shown; ``options`` are the first 500;
    ``is_masked``: the role of the token's member sees it only in part and cannot filter by it.
    """

    path: str
    label: str
    group: str
    kind: AttributeKind
    operators: list[OperatorOut]
    options: list[ChoiceOut]
    is_sortable: bool
    is_own: bool
    is_masked: bool


class AttributeList(Schema):
    """Everything there is to filter records of a kind by."""

    items: list[AttributeOut]


class FilterIn(Schema):
    """A tree of conditions: see the reference of filters."""

    filter: dict[str, Any]


class ConditionOut(Schema):
    """One condition in words; ``place`` is its JSON pointer in the tree."""

    place: str
    text: str


class SampleOut(Schema):
    """A record that was found."""

    id: int
    title: str
    detail: str


class CheckedOut(Schema):
    """A filter that can be asked: in words, whom it finds among what the token's member may see."""

    text: str
    conditions: list[ConditionOut]
    count: int
    sample: list[SampleOut]


class ConditionReasonOut(ConditionOut):
    """Whether a record is so."""

    holds: bool


class ReasonsOut(Schema):
    """Whether a record is among those a filter finds, and what each condition says of it."""

    is_in: bool
    conditions: list[ConditionReasonOut]


@router.get(f"{KIND}/attributes", response=AttributeList, summary="What records are filtered by")
@allowed(ANY_MEMBER)
def attributes(request: ApiRequest, kind: str) -> dict[str, Any]:
    """Of a kind of record: customer, company ... Answers 404 for a kind the token's member may not see."""
    _kind(request.member, kind)
    found = queries.read_filter(kind, {}, request.member).attributes.values()
    return {"items": [_attribute(one, request.member) for one in found]}


@router.post(f"{KIND}/check", response=CheckedOut, summary="Check and explain a filter")
@allowed(ANY_MEMBER)
def check(request: ApiRequest, kind: str, body: FilterIn) -> dict[str, Any]:
    """In words, with the exact number of records and the first ten. Answers 422 and names the condition that is wrong:
    ``place`` and ``problem``.
    """
    of = _kind(request.member, kind)
    found = queries.read_filter(kind, body.filter, request.member)
    ids = [spot.id for spot in queries.page(of, request.member, found, limit=SAMPLE)][:SAMPLE]
    faces = of.faces(ids)
    return {
        "text": told(found),
        "conditions": [{"place": one.place, "text": told_condition(one)} for one in found.conditions()],
        "count": queries.count(of, request.member, found),
        "sample": [{"id": one, "title": faces[one].title, "detail": faces[one].detail} for one in ids if one in faces],
    }


@router.post(f"{KIND}/records/{{int:record_id}}/reasons", response=ReasonsOut, summary="Why a record is in or out")
@allowed(ANY_MEMBER)
def reasons(request: ApiRequest, kind: str, record_id: int, body: FilterIn) -> dict[str, Any]:
    """What each condition says of one record. Answers 404 for a record the token's member may not see."""
    of = _kind(request.member, kind)
    answer = queries.why(of, request.member, queries.read_filter(kind, body.filter, request.member), record_id)
    if answer is None:
        raise Http404
    is_in, told_reasons = answer
    return {"is_in": is_in, "conditions": told_reasons}


def _kind(member: Member, slug: str) -> Kind:
    kind = registry.kinds().get(slug)
    if kind is None or not member.can(kind.permission):
        raise Http404
    return kind


def _attribute(one: Attribute, member: Member) -> dict[str, Any]:
    is_masked = is_hidden(one, member)
    options = one.options() if one.options and not is_masked else ()
    return {
        "path": one.path,
        "label": str(one.label),
        "group": str(one.group),
        "kind": one.kind,
        "operators": [] if is_masked else [{"operator": op, "takes": TAKES[op]} for op in operators_of(one)],
        "options": [
            {"value": option.value, "label": str(option.label), "group": str(option.group)}
            for option in options[:MOST_OPTIONS]
        ],
        "is_sortable": queries.can_sort_by(one, member),
        "is_own": one.is_own,
        "is_masked": is_masked,
    }
