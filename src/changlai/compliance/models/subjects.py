"""What a person asks for about their own data."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.compliance.enums import RequestKind, RequestState
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class SubjectRequest(OrgModel):
    """A copy of a person's data, or its erasure (个人信息保护法 45, 47). Kept as proof, without the person: of an
    erasure only ids, counts and moments remain.
    """

    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in RequestKind])
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in RequestState])
    subject_id = models.BigIntegerField()  # the customer's id; no reference: it outlives them
    reason = models.CharField(max_length=200, default="", blank=True)
    asked_at = models.DateTimeField()
    asked_by = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    approved_by = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)  # an erasure happens then, and can be called off before
    is_suppressed = models.BooleanField(default=True)  # the addresses go on the suppression list
    done_at = models.DateTimeField(null=True)
    report = models.JSONField(default=list)  # [[table, rows], ...]
    file_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField(null=True)  # the copy can be fetched until then
    fetched_at = models.DateTimeField(null=True)  # once
    error = models.CharField(max_length=300, default="", blank=True)  # why it failed: kernel.sentences, or queries.GONE

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "kind", "subject_id"],
                name="subject_request_once",
                condition=Q(state__in=["asked", "waiting"]),
            )
        ]
        indexes = [
            models.Index(fields=["organisation_id", "-id"], name="subject_request_latest"),
            models.Index(
                fields=["organisation_id", "due_at"], name="subject_request_due", condition=Q(state="waiting")
            ),
        ]
