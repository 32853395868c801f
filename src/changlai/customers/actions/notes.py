"""Notes about a customer: written, changed, pinned, taken away; whom they mention is told."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse

from changlai.accounts import queries as accounts
from changlai.accounts.events import NoticeRaised
from changlai.accounts.models import Member
from changlai.customers.actions.amending import amend, withdraw
from changlai.customers.actions.erasing import forget_files
from changlai.customers.actions.outcomes import check_outcome
from changlai.customers.actions.timeline import Entry, own_causes, record
from changlai.customers.enums import FollowUpKind, InteractionKind
from changlai.customers.errors import EmptyNote, NotYet
from changlai.customers.events import FollowUpPlanned
from changlai.customers.models import Customer, Note, NoteFile
from changlai.customers.queries import visible_to
from changlai.kernel import audit, files
from changlai.kernel.events import publish
from changlai.kernel.models import StoredFile

MENTIONED = "customers.mentioned"
CLOCKS_APART = timedelta(minutes=10)


@transaction.atomic
def write_note(
    *,
    customer: Customer,
    text: str,
    by: Member,
    now: datetime,
    uploads: "Sequence[UploadedFile[bytes]]" = (),
) -> Note:
    """Put a note on the timeline, with files. Raises EmptyNote for one of blanks only, or the Refusal of a file."""
    kept = [files.keep(one, one.name or "", declared_type=one.content_type or "") for one in uploads]
    if not text.strip() and not kept:
        raise EmptyNote
    note = Note.objects.create(
        organisation_id=customer.organisation_id,
        customer=customer,
        member=by,
        text=text.strip(),
        cause=own_causes()[0],
        written_at=now,
    )
    _attach(note, kept)
    record([_entry(note, by, kept)])
    _mention(note, customer, by, told=())
    return note


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How a member kept in touch: the way, when, how long in seconds, and what came of it (a slug of queries.outcomes).
    ``next_on`` is the day they want to be reminded of the next time, under ``next_title``.
    """

    kind: FollowUpKind
    happened_at: datetime
    seconds: int | None = None
    outcome: str = ""
    next_on: date | None = None
    next_title: str = ""


@transaction.atomic
def log_follow_up(
    *,
    customer: Customer,
    follow_up: FollowUp,
    text: str,
    by: Member,
    now: datetime,
    uploads: "Sequence[UploadedFile[bytes]]" = (),
) -> Note:
    """Put a call, a visit or a talk elsewhere on the timeline, where it happened. Raises NotYet for one that is still
    to come, UnknownOutcome, or the Refusal of a file.
    """
    if follow_up.happened_at > now + CLOCKS_APART:
        raise NotYet
    check_outcome(follow_up.outcome)
    kept = [files.keep(one, one.name or "", declared_type=one.content_type or "") for one in uploads]
    note = Note.objects.create(
        organisation_id=customer.organisation_id,
        customer=customer,
        member=by,
        text=text.strip(),
        kind=follow_up.kind,
        happened_at=follow_up.happened_at,
        seconds=follow_up.seconds,
        outcome=follow_up.outcome,
        cause=own_causes()[0],
        written_at=now,
    )
    _attach(note, kept)
    record([_entry(note, by, kept)])
    _mention(note, customer, by, told=())
    if follow_up.next_on is not None:
        publish(
            FollowUpPlanned(
                organisation_id=note.organisation_id,
                key=customer.pk,
                customer_id=customer.pk,
                note_id=note.pk,
                member_id=by.pk,
                title=follow_up.next_title,
                due_on=follow_up.next_on,
                at=now,
            )
        )
    return note


@transaction.atomic
def edit_note(
    *,
    note: Note,
    text: str,
    by: Member,
    now: datetime,
    seconds: int | None = None,
    outcome: str = "",
) -> None:
    """Change the words of a note, or of a follow-up how long it took and what came of it; its files stay. Who is
    mentioned for the first time is told. Raises EmptyNote, UnknownOutcome.
    """
    attached, is_note = _files(note), note.kind == FollowUpKind.NOTE
    if is_note and not text.strip() and not attached:
        raise EmptyNote
    check_outcome("" if is_note else outcome, held=note.outcome)
    told = _named(note, note.text)
    note.text, note.edited_at = text.strip(), now
    note.seconds, note.outcome = (None, "") if is_note else (seconds, outcome)
    note.save(update_fields=["text", "edited_at", "seconds", "outcome"])
    amend([_entry(note, note.member or by, attached)])
    _mention(note, note.customer, by, told=[member.pk for member in told])


@transaction.atomic
def pin_note(*, note: Note, is_pinned: bool, by: Member) -> None:
    """Let a note stand above the timeline, or no more."""
    note.is_pinned = is_pinned
    note.save(update_fields=["is_pinned"])
    amend([_entry(note, note.member or by, _files(note))])


@transaction.atomic
def delete_note(*, note: Note, by: Member) -> None:
    """Take a note away, words and files; that there was one is written down."""
    papers = [one.pk for one in _files(note)]
    withdraw([_entry(note, note.member or by, ())])
    audit.record("customers.note_deleted", actor=by, obj=note.customer, changes={"note": note.pk})
    note.delete()
    forget_files(papers)


def _attach(note: Note, kept: Sequence[StoredFile]) -> None:
    NoteFile.objects.bulk_create(
        [
            NoteFile(organisation_id=note.organisation_id, note=note, file=file)
            for file in {file.pk: file for file in kept}.values()
        ]
    )


def _entry(note: Note, author: Member, attached: Iterable[StoredFile]) -> Entry:
    facts: dict[str, object] = {
        "text": note.text,
        "member_id": author.pk,
        "member": author.name,
        "note_id": note.pk,
        "pinned": note.is_pinned,
        "edited": note.edited_at is not None,
        "files": [{"id": one.pk, "name": one.name, "size": one.size} for one in attached],
    }
    facts |= {"seconds": note.seconds} if note.seconds else {}
    facts |= {"outcome": note.outcome} if note.outcome else {}
    return Entry(
        note.organisation_id,
        note.customer_id,
        None,
        InteractionKind(note.kind),
        note.happened_at or note.written_at,
        note.cause,
        facts=facts,
    )


def _files(note: Note) -> list[StoredFile]:
    return [one.file for one in note.files.select_related("file").order_by("id")]


def _named(note: Note, text: str) -> list[Member]:
    """Colleagues whose name stands behind an @ and who may see the customer, the longest name that fits each time."""
    if "@" not in text:
        return []
    colleagues = list(Member.objects.select_related("role").filter(is_active=True).order_by("id"))
    names = sorted({member.name for member in colleagues if member.name}, key=len, reverse=True)
    found = set(re.findall(f"@({'|'.join(map(re.escape, names))})", text)) if names else set()
    named = [member for member in colleagues if member.name in found]
    return [member for member in named if visible_to(member).filter(id=note.customer_id).exists()]


def _mention(note: Note, customer: Customer, by: Member, *, told: Sequence[int]) -> None:
    news = [member for member in _named(note, note.text) if member.pk not in {by.pk, *told}]
    if not news:
        return
    slug = accounts.slug_of(note.organisation_id)
    url = reverse("customers:detail", args=[slug, customer.pk])
    publish(
        *(
            NoticeRaised(
                organisation_id=note.organisation_id,
                key=member.pk,
                kind=MENTIONED,
                member_id=member.pk,
                subject=customer.name,
                url=url,
                once=f"customer-note:{note.pk}",
                values={"by": by.name, "name": customer.name},
            )
            for member in news
        )
    )
