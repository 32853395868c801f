"""Companies that may be one, merges and the bin, for programs."""

from datetime import datetime
from typing import Annotated, Any

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed, cursor_of, id_page, id_place, moment_place, place_of
from changlai.companies import actions, queries, tables
from changlai.companies.api.companies import ONE, CompanyOut
from changlai.companies.api.routing import router
from changlai.companies.errors import CompanyNotYours, NoneChosen
from changlai.companies.models import Company, CompanyMerging
from changlai.companies.queries.merges import CORE, PHONE, START
from changlai.customers import queries as customers
from changlai.records import queries as records

Choice = Annotated[str, Field(pattern=r"^([a-z_]{1,20}|field-[1-9][0-9]{0,17})$")]


class CompanyPairOut(Schema):
    """Two companies that may be one, and what they share: the bare name or the telephone."""

    shared: str
    first: CompanyOut
    second: CompanyOut


class CompanyPairPage(Schema):
    """Pairs nobody has decided about; ``next`` is the cursor of the following page, null on the last."""

    items: list[CompanyPairOut]
    next: str | None


class CompanyPairIn(Schema):
    """Two companies."""

    first_id: int
    second_id: int


class CompanyMergeIn(Schema):
    """``into_id`` stays, ``other_id`` goes. ``choices`` names for a fact (``name``, ``code``, ``address`` ...) or own
    field (``field-12``) the company whose value stays; of all else what stays keeps its own, where it has one.
    """

    into_id: int
    other_id: int
    choices: dict[Choice, int] = Field(default_factory=dict, max_length=200)


class CompanyMergeOut(Schema):
    """A merge; ``undone_at`` is null while it stands."""

    id: int
    into_id: int
    old_id: int
    old_name: str
    by_id: int | None
    merged_at: datetime
    undone_at: datetime | None
    undone_by_id: int | None


class CompanyMergePage(Schema):
    """Merges, the latest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[CompanyMergeOut]
    next: str | None


class CompanySideOut(Schema):
    """A fact or an own field, as both have it; ``has_choice``: they differ."""

    name: str
    label: str
    shown: list[str]
    has_choice: bool


class CompanyMovingOut(Schema):
    """How many rows of a kind each of them has."""

    label: str
    counts: list[int]


class CompanyPreviewOut(Schema):
    """The two side by side: what stays first. ``is_apart``: a colleague has called them two companies."""

    companies: list[CompanyOut]
    sides: list[CompanySideOut]
    moving: list[CompanyMovingOut]
    is_apart: bool


class CompanyBinnedOut(Schema):
    """A company in the bin; ``purged_at`` is when it goes for good."""

    id: int
    name: str
    binned_at: datetime
    by_id: int | None
    reason: str
    purged_at: datetime


class CompanyBinPage(Schema):
    """What came last first; ``next`` is the cursor of the following page, null on the last."""

    items: list[CompanyBinnedOut]
    next: str | None


class CompanyBinIn(Schema):
    """Why, for colleagues."""

    reason: str = Field("", max_length=200)


class CompanyIds(Schema):
    """Companies by their ids."""

    company_ids: list[int] = Field(min_length=1, max_length=queries.MOST_AT_ONCE)


class CompaniesPurged(Schema):
    """How many are gone for good."""

    count: int


@router.get("/company-duplicates", response=CompanyPairPage, summary="Companies that may be one")
@allowed("companies.edit")
def duplicates(request: ApiRequest, by: str = CORE, cursor: str = "") -> dict[str, Any]:
    """Pairs of one name, legal form and place left aside (``by=core``), or of one telephone (``by=phone``)."""
    place = place_of(cursor, str, int, int) or START
    by = PHONE if by == PHONE else CORE
    pairs, more = queries.duplicates(request.member, by=by, after=(place[0], place[1], place[2]))
    return {"items": pairs, "next": cursor_of(*more) if more else None}


@router.post("/company-duplicates/dismissal", response={204: None}, summary="Two different companies")
@allowed("companies.edit")
def dismissal(request: ApiRequest, body: CompanyPairIn) -> Status[None]:
    """They are not suggested again."""
    first, second = (queries.get_to_edit(request.member, one) for one in (body.first_id, body.second_id))
    if first.pk != second.pk:
        actions.tell_apart(first=first, second=second, by=request.member, now=timezone.now())
    return Status(204, None)


@router.post("/company-merges/preview", response=CompanyPreviewOut, summary="What a merge of companies would make")
@allowed("companies.edit")
def preview(request: ApiRequest, body: CompanyMergeIn) -> dict[str, Any]:
    """Changes nothing."""
    found = _two(request, body)
    return {
        "companies": found,
        "sides": [
            {
                "name": side.name,
                "label": str(side.label),
                "shown": [cell.shown for cell in side.cells],
                "has_choice": side.has_choice,
            }
            for side in tables.sides(request.member, found)
        ],
        "moving": [{"label": str(one.label), "counts": one.counts} for one in tables.moving(found)],
        "is_apart": queries.told_apart(*found),
    }


@router.post("/company-merges", response={201: CompanyMergeOut}, summary="Merge two companies")
@allowed("companies.edit")
def merge(request: ApiRequest, body: CompanyMergeIn) -> Status[CompanyMerging]:
    """The old id leads to what stays. Can be undone for 90 days."""
    into, other = _two(request, body)
    choices = {str(name): queries.current_id(one) or one for name, one in body.choices.items()}
    made = actions.merge(into=into, other=other, choices=choices, by=request.member, now=timezone.now())
    return Status(201, made)


@router.get("/company-merges", response=CompanyMergePage, summary="Merges of companies")
@allowed("companies.view")
def merges(request: ApiRequest, cursor: str = "") -> dict[str, Any]:
    """Undone ones too."""
    return id_page(queries.latest_mergings(request.member, before=id_place(cursor) or 0), queries.PAGE)


@router.post("/company-merges/{int:merge_id}/undoing", response=CompanyMergeOut, summary="Undo a merge of companies")
@allowed("companies.edit")
def undoing(request: ApiRequest, merge_id: int) -> CompanyMerging:
    """Both are back with what they had. 409 with the reason when a later merge stands in the way."""
    merging = queries.merging_for(request.member, merge_id)
    queries.get_to_edit(request.member, merging.into_id)
    actions.part(merging=merging, by=request.member, now=timezone.now())
    merging.refresh_from_db()
    return merging


@router.delete(ONE, response={204: None}, summary="Move a company to the bin")
@allowed("companies.delete")
def delete(request: ApiRequest, company_id: int) -> Status[None]:
    """As ``POST .../bin`` does, without a reason."""
    binning(request, company_id, CompanyBinIn(reason=""))
    return Status(204, None)


@router.post(f"{ONE}/bin", response=CompanyBinnedOut, summary="Move a company to the bin, and say why")
@allowed("companies.delete")
def binning(request: ApiRequest, company_id: int, body: CompanyBinIn) -> dict[str, Any]:
    """In no list until restored; its people and orders stay."""
    found = queries.get_for(request.member, company_id)
    if not queries.can_bin(request.member, found):
        raise CompanyNotYours(found.name)
    actions.bin_companies(ids=[found.pk], by=request.member, now=timezone.now(), reason=body.reason)
    return _binned(queries.binned_for(request.member, found.pk))


@router.get("/company-bin", response=CompanyBinPage, summary="Companies in the bin")
@allowed("companies.delete")
def contents(request: ApiRequest, cursor: str = "") -> dict[str, Any]:
    """What the member may restore."""
    found = queries.bin_page(request.member, after=moment_place(cursor))
    shown = found[: queries.PAGE]
    more = len(found) > queries.PAGE
    return {"items": [_binned(one) for one in shown], "next": records.bin_cursor(shown[-1]) if more else None}


@router.post("/company-bin/restoring", response=CompanyIds, summary="Restore companies from the bin")
@allowed("companies.delete")
def restoring(request: ApiRequest, body: CompanyIds) -> dict[str, Any]:
    """They return as they were. 422 ``companies.none_chosen`` when none of them is in the bin."""
    return {"company_ids": actions.restore(ids=_chosen(request, body), by=request.member)}


@router.post("/company-bin/purging", response=CompaniesPurged, summary="Purge companies of the bin")
@allowed("companies.purge")
def purging(request: ApiRequest, body: CompanyIds) -> dict[str, int]:
    """For good; their people and orders stay."""
    return {"count": actions.purge(ids=_chosen(request, body), by=request.member)}


def _chosen(request: ApiRequest, body: CompanyIds) -> list[int]:
    ids = queries.to_restore(request.member, body.company_ids)
    if not ids:
        raise NoneChosen
    return ids


def _two(request: ApiRequest, body: CompanyMergeIn) -> tuple[Company, Company]:
    return queries.get_to_edit(request.member, body.into_id), queries.get_to_edit(request.member, body.other_id)


def _binned(one: Company) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "binned_at": one.binned_at,
        "by_id": one.binned_by_id,
        "reason": one.binned_reason,
        "purged_at": records.purged_at(one, customers.care().bin_days),
    }
