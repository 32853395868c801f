"""Questions about notes and collaborators of a customer."""

from django.db.models import prefetch_related_objects
from django.http import Http404

from changlai.accounts.models import Member
from changlai.customers.models import Collaborator, Customer, Note, NoteFile
from changlai.kernel import shapes
from changlai.kernel.models import StoredFile

PINNED = 5
NOTES = 50


def pinned_notes(customer: Customer) -> list[Note]:
    """The notes that stand above the timeline, the latest first."""
    rest = "t.customer_id = %(customer)s and t.is_pinned order by t.written_at desc, t.id desc limit %(most)s"
    notes = shapes.held(Note, rest, {"customer": customer.pk, "most": PINNED})
    prefetch_related_objects(notes, "member")
    return notes


def notes(customer: Customer, *, below: int | None = None, limit: int = NOTES) -> list[Note]:
    """A page of notes, the latest first; one more than ``limit`` tells that there is more."""
    rows = Note.objects.select_related("member").prefetch_related("files__file").filter(customer=customer)
    if below is not None:
        rows = rows.filter(id__lt=below)
    return list(rows.order_by("-id")[: limit + 1])


def note_of(customer: Customer, note_id: int) -> Note:
    """One note of the customer; 404 when it is not theirs."""
    found = Note.objects.select_related("member", "customer").filter(customer=customer, id=note_id).first()
    if found is None:
        raise Http404
    return found


def file_of(customer: Customer, file_id: int) -> StoredFile:
    """A file of one of the customer's notes; 404 when it is not."""
    held = NoteFile.objects.filter(note__customer=customer, file_id=file_id)
    found = StoredFile.objects.filter(id__in=held.values("file_id")).first()
    if found is None:
        raise Http404
    return found


def owns_note(member: Member, note: Note) -> bool:
    """Whether the note is the member's to change: who wrote it may, and who may change every customer may delete it."""
    return note.member_id == member.pk


def collaborators(customer: Customer) -> list[Collaborator]:
    """Who works on a customer beside the owner, by name."""
    rows = Collaborator.objects.select_related("member").filter(customer=customer)
    return list(rows.order_by("member__name", "id"))
