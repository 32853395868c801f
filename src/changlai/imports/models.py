"""Tables that come in, row by row as they were read, and what columns were taken for."""

from typing import ClassVar

from django.db import models

from changlai.accounts.models import Member
from changlai.imports.enums import AT_WORK, SELDOM, Basis, ImportState, TwinChoice
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import OrgForeignKey, OrgModel

NAME_LENGTH = 80
SOURCE_LENGTH = 120


class ImportTemplate(OrgModel):
    """What the columns of a table are, under a name; known again by the headers."""

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=NAME_LENGTH)
    signature = models.CharField(max_length=64)  # see guessing.signature
    mapping = models.JSONField(default=dict)  # header as it is compared -> path, "" to leave it out
    on_twin = models.CharField(max_length=10, default=TwinChoice.FILL)
    member = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "kind", "name"], name="import_template_once"),
        ]
        indexes = [models.Index(fields=["organisation_id", "kind", "signature"], name="import_template_known")]


class ImportRun(OrgModel):
    """One table on its way in, and its report afterwards.

    ``place`` is the number of the row that was read or taken back last: a worker that takes over goes on behind it.
    Checking and writing go by pieces; whoever still works on those of an earlier ``turn`` keeps nothing. ``trouble``
    says why it stands still (kernel.sentences); trying again clears it.
    """

    is_unnamed_in_audit: ClassVar[bool] = True  # a file's name may be a person's

    member = OrgForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)  # of the records it is about
    name = models.CharField(max_length=200)  # of the file
    file = OrgForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")  # until the columns are settled
    form = models.JSONField(default=dict)  # reading.Form
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=list)  # path of each column, "" to leave it out
    template = OrgForeignKey(ImportTemplate, models.SET_NULL, null=True, related_name="+")
    source = models.CharField(max_length=SOURCE_LENGTH, default="", blank=True)
    basis = models.CharField(max_length=20, default="", blank=True, choices=[(one.value, one.value) for one in Basis])
    on_twin = models.CharField(max_length=10, default=TwinChoice.FILL)
    language = models.CharField(max_length=10, default="", blank=True)  # in which its rows were checked
    state = models.CharField(max_length=10, default=ImportState.READING)
    trouble = models.TextField(default="", blank=True)
    place = models.IntegerField(default=0)
    turn = models.IntegerField(default=0)  # how often its rows were ordered to be checked or written
    row_count = models.IntegerField(default=0)
    good_count = models.IntegerField(default=0)
    twin_count = models.IntegerField(default=0)
    bad_count = models.IntegerField(default=0)
    created_count = models.IntegerField(default=0)
    updated_count = models.IntegerField(default=0)
    skipped_count = models.IntegerField(default=0)
    failed_count = models.IntegerField(default=0)
    undone_count = models.IntegerField(default=0)
    kept_count = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)  # its rows are forgotten, its figures stay

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "member", "-id"], name="import_run_of_member"),
            models.Index(fields=["organisation_id", "created_at"], name="import_run_by_age"),
        ]

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK and not self.trouble

    @property
    def to_write(self) -> int:
        """How many rows a run deals with: those with mistakes wait to be mended."""
        return self.good_count + self.twin_count

    @property
    def written_count(self) -> int:
        """How many rows a run has dealt with."""
        return self.created_count + self.updated_count + self.skipped_count + self.failed_count


class ImportPiece(OrgModel):
    """Some thousand rows of a table to be checked or written: who works on them holds this row's lock, and takes it
    away with the same commit. No step begins before the one below it is done.

    Of ``turn`` 0 are rows as they were read, before each becomes an ImportRow: in ``lines``. Others are those behind
    ``first`` up to ``last``, or those of the numbers in ``lines`` behind ``first``.
    """

    run = OrgForeignKey(ImportRun, models.CASCADE, related_name="pieces")
    turn = models.IntegerField(default=0)
    step = models.IntegerField(default=0)
    first = models.IntegerField(default=0)
    last = models.IntegerField()
    lines = models.BinaryField(null=True)  # pieces.packed, or numbers as JSON

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "run", "turn", "step", "last"], name="import_piece_once")
        ]


class ImportRow(OrgModel):
    """One row that was checked: its cells as text, what the check said, what became of it.

    ``twins`` are lists of part, record id, name, reason, whether the member may change it, and whether it only looks
    alike. ``made`` are the records it made, by part. ``said`` says why it was refused, skipped, kept, or what was left
    out.
    """

    run = OrgForeignKey(ImportRun, models.CASCADE, related_name="rows")
    number = models.IntegerField()  # as the spreadsheet counts
    cells = models.JSONField()
    state = models.CharField(max_length=10)
    values = models.TextField(default="{}")  # JSON: part -> what its check read; until the row is written
    errors = models.JSONField(default=dict)  # path -> reason
    twins = models.JSONField(default=list)
    keys = models.JSONField(default=list)  # digests of what the row's record is known by
    twin_row = models.IntegerField(null=True)  # the row above it that means the same record
    choice = models.CharField(max_length=10, default="", blank=True)  # empty: as the import says
    record_id = models.BigIntegerField(null=True)
    made = models.JSONField(default=dict)
    said = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "run", "number"], name="import_row_once")]
        indexes = [
            # Most rows are good, then created: they are found by their number, and are not to be kept in order twice.
            models.Index(
                fields=["organisation_id", "run", "state", "number"],
                name="import_row_by_state",
                condition=models.Q(state__in=SELDOM),
            ),
            models.Index(
                fields=["organisation_id", "record_id"],
                name="import_row_of_record",
                condition=models.Q(record_id__isnull=False),
            ),
        ]
