"""Scripts: texts that are said again and again."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.content.contracts import FOLDER_LENGTH, SHORTCUT_LENGTH, TITLE_LENGTH
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class Script(OrgModel):
    """A text with variables, the team's or (with an ``owner``) a member's own; found by shortcut or words."""

    owner = OrgForeignKey(Member, models.CASCADE, null=True, blank=True)
    folder = models.CharField(max_length=FOLDER_LENGTH, default="", blank=True)
    title = models.CharField(max_length=TITLE_LENGTH)
    shortcut = models.CharField(max_length=SHORTCUT_LENGTH, default="", blank=True)
    text = models.TextField(default="", blank=True)
    used_count = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "shortcut"],
                name="script_team_shortcut",
                condition=Q(owner__isnull=True) & ~Q(shortcut=""),
            ),
            models.UniqueConstraint(
                fields=["organisation_id", "owner", "shortcut"],
                name="script_own_shortcut",
                condition=Q(owner__isnull=False) & ~Q(shortcut=""),
            ),
        ]
        indexes = [models.Index(fields=["organisation_id", "owner", "folder", "title", "id"], name="script_shelf")]


class ScriptFile(OrgModel):
    """A file that goes with a script."""

    script = OrgForeignKey(Script, models.CASCADE)
    file = OrgForeignKey(StoredFile)

    class Meta:
        constraints = [models.UniqueConstraint("organisation_id", "script", "file", name="script_file_once")]
