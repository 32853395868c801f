"""Rules for duplicates, many pairs at once, and whom somebody new looks like; for programs."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed
from changlai.customers import actions, queries, tables
from changlai.customers.api.routing import router
from changlai.customers.enums import Certainty
from changlai.customers.models import MergeRun
from changlai.customers.queries import Known


class TwinRuleOut(Schema):
    """One way of finding duplicates: ``certain`` merges by itself, ``likely`` suggests, ``off`` does nothing."""

    rule: str
    name: str
    certainty: Certainty


class TwinRulesIn(Schema):
    """Rules by their slugs; what is left out stays as it is."""

    rules: dict[str, Certainty] = Field(max_length=200)


class MergeManyIn(Schema):
    """Duplicates to merge, each pair into who is longer known."""

    duplicate_ids: list[int] = Field(min_length=1, max_length=actions.MOST_MERGED)


class MergeFailureOut(Schema):
    """A duplicate that was not merged, and why, in words."""

    duplicate_id: int
    reason: str


class MergeRunOut(Schema):
    """How far a run is. ``failed`` are ids with the reason; ``merging_ids`` the merges it made, or undid."""

    id: int
    state: str
    total_count: int
    done_count: int
    failed: list[MergeFailureOut]
    merging_ids: list[int]
    began_at: datetime
    ended_at: datetime | None

    @staticmethod
    def resolve_failed(run: MergeRun) -> list[dict[str, Any]]:
        return [{"duplicate_id": one, "reason": why} for one, why in run.failed]


class LooksIn(Schema):
    """What is known of somebody new."""

    name: str = Field("", max_length=120)
    company: str = Field("", max_length=120)
    city: str = Field("", max_length=120)
    birthday: date | None = None
    phones: list[str] = Field([], max_length=10)
    emails: list[str] = Field([], max_length=10)


class LooksOut(Schema):
    """A customer who may be the same person, with the reason in words."""

    customer_id: int
    name: str
    reason: str


@router.get("/customer-duplicates/rules", response=list[TwinRuleOut], summary="Rules for duplicates")
@allowed("customers.rules")
def rules(request: ApiRequest) -> list[dict[str, Any]]:  # noqa: ARG001 - the organisation is in scope
    """Those of the first day and one for each comparable field of your own."""
    found = tables.rule_names(queries.twin_rules())
    return [{"rule": one.slug, "name": name, "certainty": one.certainty} for one, name in found]


@router.put("/customer-duplicates/rules", response=list[TwinRuleOut], summary="Change rules for duplicates")
@allowed("customers.rules")
def change_rules(request: ApiRequest, body: TwinRulesIn) -> list[dict[str, Any]]:
    """Everybody is looked at again in the background when something changed."""
    actions.set_twin_rules(rules=body.rules, by=request.member)
    return rules(request)


@router.post("/customer-duplicates/checks", response={202: None}, summary="Look at all customers for duplicates")
@allowed("customers.rules")
def checks(request: ApiRequest) -> Status[None]:
    """In the background; what is found comes to the duplicates by and by."""
    actions.check_everybody(by=request.member)
    return Status(202, None)


@router.post("/customer-merge-runs", response={201: MergeRunOut}, summary="Merge many duplicates")
@allowed("customers.edit")
def merge_many(request: ApiRequest, body: MergeManyIn) -> Status[MergeRun]:
    """In the background when there are many; what cannot be merged stands in the report."""
    run = actions.merge_suggestions(ids=body.duplicate_ids, by=request.member, now=timezone.now())
    return Status(201, run)


@router.get("/customer-merge-runs/{int:run_id}", response=MergeRunOut, summary="One run over many duplicates")
@allowed("customers.edit")
def merge_run(request: ApiRequest, run_id: int) -> MergeRun:
    """One's own runs only."""
    return queries.merge_run_for(request.member, run_id)


@router.post("/customer-merge-runs/{int:run_id}/stop", response=MergeRunOut, summary="Stop a run")
@allowed("customers.edit")
def stop(request: ApiRequest, run_id: int) -> MergeRun:
    """What is done stays done."""
    actions.stop_merge_run(run=queries.merge_run_for(request.member, run_id), now=timezone.now())
    return queries.merge_run_for(request.member, run_id)


@router.post("/customer-merge-runs/{int:run_id}/undoing", response={201: MergeRunOut}, summary="Undo a run")
@allowed("customers.edit")
def undo(request: ApiRequest, run_id: int) -> Status[MergeRun]:
    """A run of its own that takes every merge back."""
    run = queries.merge_run_for(request.member, run_id)
    return Status(201, actions.undo_merge_run(run=run, by=request.member, now=timezone.now()))


@router.post("/customer-lookalikes", response=list[LooksOut], summary="Whom somebody new looks like")
@allowed("customers.edit")
def lookalikes(request: ApiRequest, body: LooksIn) -> list[dict[str, Any]]:
    """Before making a customer: who may be the same person, as far as the member may see them. Changes nothing."""
    known = Known(
        body.name,
        body.company,
        body.city,
        body.birthday,
        tuple(actions.normal("phone", one) for one in body.phones),
        tuple(actions.normal("email", one) for one in body.emails),
    )
    return [
        {"customer_id": one.pk, "name": one.name, "reason": tables.rule_name(slug)}
        for one, slug in queries.lookalikes(request.member, known)
    ]
