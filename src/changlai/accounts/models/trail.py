"""Files of the audit log that members order."""

from django.db import models

from changlai.accounts.enums import ExportState
from changlai.accounts.models.member import Member
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class TrailExport(OrgModel):
    """Lines of the audit log as a file, written piece by piece in the background; its member's own."""

    member = OrgForeignKey(Member, models.CASCADE, related_name="+")
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in ExportState], default=ExportState.RUNNING
    )
    filter = models.JSONField(default=dict)  # accounts.queries.Wanted as JSON
    language = models.CharField(max_length=20)  # of the words in the file
    below = models.BigIntegerField()  # the lines with smaller ids are still to come
    total_count = models.PositiveIntegerField(null=True)  # None until they were counted
    done_count = models.PositiveIntegerField(default=0)
    file_ids = models.JSONField(default=list)  # the pieces in their order; kernel's StoredFile
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    error = models.TextField(
        default="", db_default="", blank=True
    )  # why it was given up: kernel.sentences.error_in_words
    expires_at = models.DateTimeField(null=True)  # the file can be fetched until then

    class Meta(OrgModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "member"],
                condition=models.Q(state=ExportState.RUNNING),
                name="trail_export_under_way",
            )
        ]
        indexes = [models.Index(fields=["organisation_id", "member", "-id"], name="trail_export_of_member")]

    @property
    def is_under_way(self) -> bool:
        return self.state == ExportState.RUNNING
