"""Lists as files: which, whose, how far, and what is written already."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from changlai.accounts.enums import ExportState
from changlai.accounts.models import Member
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import OrgForeignKey, OrgModel
from changlai.records.enums import SheetFormat


class ListExport(OrgModel):
    """A list as a file, made in the background; its member's own.

    ``filter`` is a tree of the filter language and ``ids`` those that were ticked instead; ``asked`` says the filter in
    words. First the records are read (``done_count``), batch by batch, then the file is written (``written_count``).
    """

    member = OrgForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    format = models.CharField(max_length=4, choices=[(one.value, one.value) for one in SheetFormat])
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in ExportState], default=ExportState.RUNNING
    )
    filter = models.JSONField(default=dict)
    ids = ArrayField(models.BigIntegerField(), null=True)
    columns = models.JSONField(default=list)  # paths of attributes
    order = models.CharField(max_length=80, default="", blank=True)
    asked = models.TextField(default="", blank=True)
    language = models.CharField(max_length=20)  # of the words in the file
    total_count = models.PositiveIntegerField(null=True)  # None until they were counted
    done_count = models.PositiveIntegerField(default=0)
    left_out_count = models.PositiveIntegerField(default=0)  # gone, or no more to be seen, before they were read
    written_count = models.PositiveIntegerField(default=0)
    file = OrgForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)  # the file can be fetched until then
    error = models.TextField(default="", blank=True)  # why it was given up: kernel.sentences.error_in_words

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "member"],
                condition=models.Q(state=ExportState.RUNNING),
                name="list_export_under_way",
            )
        ]
        indexes = [
            models.Index(fields=["organisation_id", "member", "-id"], name="list_export_of_member"),
            models.Index(fields=["organisation_id", "ended_at"], name="list_export_ended"),
            models.Index(fields=["organisation_id", "file"], name="list_export_of_file"),
        ]

    @property
    def is_under_way(self) -> bool:
        return self.state == ExportState.RUNNING


class ExportBatch(OrgModel):
    """Some of the records of an export, in its order, frozen when it began. ``rows`` is what they read as, compressed
    JSON; None until they were read.
    """

    export = OrgForeignKey(ListExport, models.CASCADE, related_name="batches")
    number = models.PositiveIntegerField()
    ids = ArrayField(models.BigIntegerField())
    rows = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "export", "number"], name="export_batch_once")
        ]
        indexes = [
            models.Index(
                fields=["organisation_id", "export", "number"],
                name="export_batch_open",
                condition=models.Q(rows__isnull=True),
            )
        ]
