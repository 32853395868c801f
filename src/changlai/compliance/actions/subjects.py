"""What people ask for about their own data: a copy, or that we forget them."""

import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.urls import reverse

from changlai.accounts.models import Member, Organisation
from changlai.compliance import queries
from changlai.compliance.actions.contact import KINDS, Entry, suppress
from changlai.compliance.enums import Covers, Reason, RequestKind, RequestState
from changlai.compliance.errors import AlreadyAsked, CopyGone, OwnApproval, RequestClosed
from changlai.compliance.models import SubjectRequest
from changlai.customers import actions as customers
from changlai.customers import queries as people
from changlai.customers.contracts import Section, Traces
from changlai.customers.models import Customer
from changlai.kernel import audit, files
from changlai.kernel.jobs import NewJob, add
from changlai.kernel.models import StoredFile
from changlai.kernel.sentences import without_facts
from changlai.notifications import actions as notifications

GRACE_DAYS = 7
COPY_DAYS = 7  # how long a copy can be fetched
EXPORT, ERASURE = "compliance.export", "compliance.erasure"
ERROR_LENGTH = 300
TO_DO = (RequestState.WAITING, RequestState.FAILED)  # a job of one that failed comes when somebody tries it again


@transaction.atomic
def ask_copy(*, customer: Customer, by: Member, now: datetime, reason: str = "") -> SubjectRequest:
    """Order a copy of everything we know of a customer; a job makes it. Raises AlreadyAsked."""
    asked = _ask(customer, RequestKind.EXPORT, RequestState.WAITING, by, now, reason)
    _order(asked, EXPORT, 0)
    return asked


@transaction.atomic
def ask_erasure(
    *,
    customer: Customer,
    by: Member,
    now: datetime,
    reason: str = "",
    needs_second: bool = False,
    days: int = GRACE_DAYS,
) -> SubjectRequest:
    """Order that a customer is forgotten after a time in which it can be called off. Raises AlreadyAsked.

    ``needs_second``: a second colleague has to agree before that time begins.
    """
    state = RequestState.ASKED if needs_second else RequestState.WAITING
    asked = _ask(customer, RequestKind.ERASURE, state, by, now, reason)
    if not needs_second:
        _begin(asked, now, days)
    return asked


@transaction.atomic
def approve(*, request: SubjectRequest, by: Member, now: datetime, days: int = GRACE_DAYS) -> None:
    """A second colleague agrees. Raises OwnApproval, or RequestClosed when it does not wait for one."""
    held = _hold(request, RequestState.ASKED)
    if held.asked_by_id == by.pk:
        raise OwnApproval
    held.approved_by = by
    held.state = RequestState.WAITING
    held.save(update_fields=["approved_by", "state"])
    _begin(held, now, days)
    audit.record("compliance.erasure_approved", actor=by, obj=held, changes={"customer": held.subject_id})


@transaction.atomic
def call_off(*, request: SubjectRequest, by: Member) -> None:
    """It does not happen. Raises RequestClosed when it is done or over."""
    held = _hold(request, RequestState.ASKED, RequestState.WAITING)
    held.state = RequestState.CANCELLED
    held.save(update_fields=["state"])
    audit.record(f"compliance.{held.kind}_cancelled", actor=by, obj=held, changes={"customer": held.subject_id})


@transaction.atomic
def retry(*, request: SubjectRequest, by: Member) -> None:
    """Let what failed be tried again. Raises RequestClosed when it did not fail, AlreadyAsked when asked anew since."""
    held = _hold(request, RequestState.FAILED)
    held.state, held.error = RequestState.WAITING, ""
    try:
        with transaction.atomic():
            held.save(update_fields=["state", "error"])
    except IntegrityError as error:
        raise AlreadyAsked from error
    _order(held, EXPORT if held.kind == RequestKind.EXPORT else ERASURE, 0)
    audit.record(f"compliance.{held.kind}_retried", actor=by, obj=held, changes={"customer": held.subject_id})


@transaction.atomic
def fail_request(*, request_id: int, error: str) -> None:
    """Its job was given up for ``error`` (kernel.sentences), of which nothing of the person is kept."""
    open_ones = SubjectRequest.objects.select_for_update().filter(id=request_id, state=RequestState.WAITING)
    if (held := open_ones.first()) is not None:
        _fail(held, without_facts(error))


def _fail(request: SubjectRequest, error: str) -> None:
    request.state, request.error = RequestState.FAILED, error[:ERROR_LENGTH]
    request.save(update_fields=["state", "error"])


def _ask(
    customer: Customer, kind: RequestKind, state: RequestState, by: Member, now: datetime, reason: str
) -> SubjectRequest:
    try:
        with transaction.atomic():
            asked = SubjectRequest.objects.create(
                organisation_id=customer.organisation_id,
                kind=kind,
                state=state,
                subject_id=customer.pk,
                reason=reason,
                asked_at=now,
                asked_by=by,
            )
    except IntegrityError as error:
        raise AlreadyAsked from error
    audit.record(f"compliance.{kind}_asked", actor=by, obj=asked, changes={"customer": customer.pk})
    return asked


def _hold(request: SubjectRequest, *states: RequestState) -> SubjectRequest:
    held = SubjectRequest.objects.select_for_update().get(id=request.pk)
    if held.state not in states:
        raise RequestClosed
    return held


def _begin(request: SubjectRequest, now: datetime, days: int) -> None:
    request.due_at = now + timedelta(days=days)
    request.save(update_fields=["due_at"])
    _order(request, ERASURE, days * 86_400)


def _order(request: SubjectRequest, kind: str, delay: float) -> None:
    add("jobs", [NewJob(request.organisation_id, kind, {"request_id": request.pk}, f"subject:{request.pk}", delay)])


@transaction.atomic
def make_copy(*, request_id: int, now: datetime) -> None:
    """Write the copy: a JSON file for each kind of rows and the files themselves, in one ZIP. Twice does no harm."""
    request = SubjectRequest.objects.select_for_update().get(id=request_id)
    if request.state not in TO_DO:
        return
    customer = Customer.objects.filter(id=people.current_id(request.subject_id)).first()
    if customer is None:
        _fail(request, queries.GONE)
        return
    traces = customers.traces(customer)
    sections = [one for participant in customers.participants() for one in participant.export(traces)]
    with tempfile.TemporaryFile() as file:
        _zip(file, sections)
        file.seek(0)
        name = f"customer-{customer.pk}-request-{request.pk}.zip"
        stored = files.keep_made(file, name, media_type="application/zip")
    request.state, request.done_at, request.file_id = RequestState.DONE, now, stored.pk
    request.expires_at = now + timedelta(days=COPY_DAYS)
    request.report, request.error = [[one.name, len(one.rows)] for one in sections], ""
    request.save(update_fields=["state", "done_at", "file_id", "expires_at", "report", "error"])


def _zip(file: Any, sections: Sequence[Section]) -> None:  # noqa: ANN401 - any binary file
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in sections:
            rows = [_plain(row) for row in one.rows]
            text = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            archive.writestr(f"{one.name}.json", text)
        wanted = {number for one in sections for number in one.file_ids}
        for stored in StoredFile.objects.filter(id__in=wanted).order_by("id"):
            with files.open_file(stored) as source:
                archive.writestr(f"files/{stored.pk}-{Path(stored.name).name}", source.read())


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "")}


@transaction.atomic
def fetch_copy(*, request: SubjectRequest, by: Member, now: datetime) -> StoredFile:
    """Hand the copy out, once; who took it is written down. Raises CopyGone."""
    held = SubjectRequest.objects.select_for_update().get(id=request.pk)
    stored = StoredFile.objects.filter(id=held.file_id).first() if held.file_id else None
    if stored is None or held.fetched_at is not None or held.expires_at is None or held.expires_at < now:
        raise CopyGone
    held.fetched_at = now
    held.save(update_fields=["fetched_at"])
    audit.record("compliance.export_fetched", actor=by, obj=held, changes={"customer": held.subject_id})
    return stored


@transaction.atomic
def erase(*, request_id: int, now: datetime) -> None:
    """Forget the person: every module removes what it holds, and the request keeps the proof in figures.

    Whoever writes again is a new customer. Twice does no harm; a request that was called off does nothing.
    """
    request = SubjectRequest.objects.select_for_update().get(id=request_id)
    if request.state not in TO_DO or request.due_at is None or request.due_at > now:
        return
    customer = Customer.objects.select_for_update().filter(id=people.current_id(request.subject_id)).first()
    counts: dict[str, int] = {}
    if customer is not None:
        traces = customers.traces(customer)
        if request.is_suppressed:
            _suppress(traces, now)
        beside = forget_beside(organisation_id=traces.organisation_id, customer_ids=traces.customer_ids)
        counts["kernel_storedfile"], counts["notifications_notification"] = beside
        for participant in reversed(customers.participants()):
            for table, rows in participant.erase(traces):
                counts[table] = counts.get(table, 0) + rows
    request.state, request.done_at, request.reason, request.error = RequestState.DONE, now, "", ""
    request.report = sorted([table, rows] for table, rows in counts.items() if rows)
    request.save(update_fields=["state", "done_at", "reason", "report", "error"])
    audit.record("compliance.erased", actor=None, obj=request, changes={"customer": request.subject_id})


def _suppress(traces: Traces, now: datetime) -> None:
    """Nobody writes to these addresses of their own accord; only digests stay. Answers to a new message may leave."""
    entries = [
        Entry(kind, value, covers=Covers.MARKETING, reason=Reason.ERASED)
        for kind, _scope, value in traces.identities
        if kind in KINDS and queries.normal_address(kind, value)
    ]
    if entries:
        suppress(entries=entries, by=None, now=now, is_masked=False)


@transaction.atomic
def forget_beside(*, organisation_id: int, customer_ids: Sequence[int]) -> tuple[int, int]:
    """Forget what hangs on no row of an erased customer: copies made for them, whose requests keep no word about them,
    and notices that lead to them. Returns how many files and how many notices went.
    """
    copies = SubjectRequest.objects.filter(subject_id__in=customer_ids, kind=RequestKind.EXPORT)
    numbers = [one for one in copies.values_list("file_id", flat=True) if one]
    copies.update(file_id=None, reason="")
    slug = Organisation.objects.get(id=organisation_id).slug
    addresses = [reverse("customers:detail", args=[slug, one]) for one in customer_ids]
    return files.forget(numbers), notifications.forget_about(addresses)


def drop_old_copies(now: datetime) -> int:
    """Copies that were fetched, or whose time is over, are deleted; returns how many."""
    over = SubjectRequest.objects.filter(kind=RequestKind.EXPORT, file_id__isnull=False)
    gone = [one for one in over if one.fetched_at or (one.expires_at and one.expires_at < now)]
    SubjectRequest.objects.filter(id__in=[one.pk for one in gone]).update(file_id=None)
    return files.forget(one.file_id for one in gone if one.file_id)
