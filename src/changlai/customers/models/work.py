"""What colleagues do about a customer: notes, and who works on it beside the owner."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.customers.enums import FollowUpKind
from changlai.customers.models.people import Customer
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class Note(OrgModel):
    """Something a member wrote about a customer for colleagues, or a follow-up they logged. ``cause`` is its entry's on
    the timeline, which stands at ``happened_at``, or else where it was written.
    """

    customer = OrgForeignKey(Customer, models.CASCADE, related_name="notes")
    member = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=10, default=FollowUpKind.NOTE, db_default=FollowUpKind.NOTE)
    happened_at = models.DateTimeField(null=True)  # of a follow-up
    seconds = models.PositiveIntegerField(null=True)  # how long it took
    outcome = models.CharField(max_length=20, default="", db_default="", blank=True)
    is_pinned = models.BooleanField(default=False)
    cause = models.BigIntegerField()
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "customer", "-id"], name="note_of_customer"),
            models.Index(
                fields=["organisation_id", "customer", "-written_at"], name="note_pinned", condition=Q(is_pinned=True)
            ),
            models.Index(
                fields=["organisation_id", "outcome", "customer"], name="note_by_outcome", condition=~Q(outcome="")
            ),
        ]


class Outcome(OrgModel):
    """What may come of a follow-up, as the organisation calls it. ``slug`` stands in notes and on the timeline and
    never changes; without ``name`` it is a word of the house (enums.FollowUpOutcome), told in the reader's language.
    One that is not active is chosen no more, but whatever has it keeps it.
    """

    slug = models.CharField(max_length=20)
    name = models.CharField(max_length=40, default="", blank=True)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "slug"], name="outcome_once"),
            models.UniqueConstraint(
                fields=["organisation_id", "name"], name="outcome_named_once", condition=~Q(name="")
            ),
            models.CheckConstraint(condition=~Q(slug=""), name="outcome_slug"),
        ]


class NoteFile(OrgModel):
    """A file of a note."""

    note = OrgForeignKey(Note, models.CASCADE, related_name="files")
    file = OrgForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "note", "file"], name="note_file_once")]
        indexes = [models.Index(fields=["organisation_id", "file"], name="note_file_of_file")]


class Collaborator(OrgModel):
    """A member who works on a customer beside the owner. Without ``can_write`` they only look."""

    customer = OrgForeignKey(Customer, models.CASCADE)
    member = OrgForeignKey(Member, models.CASCADE, related_name="+")
    can_write = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "customer", "member"], name="collaborator_once")
        ]
        indexes = [models.Index(fields=["organisation_id", "member", "customer"], name="collaborator_by_member")]
