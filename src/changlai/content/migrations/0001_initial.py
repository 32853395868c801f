from django.db import migrations, models

from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.tenancy import OrgForeignKey


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_initial"), ("kernel", "0001_initial")]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Script",
                fields=[
                    ID,
                    ORGANISATION,
                    ("owner", OrgForeignKey(blank=True, null=True, on_delete=models.CASCADE, to="accounts.member")),
                    ("folder", models.CharField(blank=True, default="", max_length=40)),
                    ("title", models.CharField(max_length=60)),
                    ("shortcut", models.CharField(blank=True, default="", max_length=20)),
                    ("text", models.TextField(blank=True, default="")),
                    ("used_count", models.PositiveIntegerField(default=0)),
                    ("used_at", models.DateTimeField(null=True)),
                    ("changed_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "owner", "folder", "title", "id"], name="script_shelf")
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("owner__isnull", True), models.Q(("shortcut", ""), _negated=True)),
                            fields=("organisation_id", "shortcut"),
                            name="script_team_shortcut",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("owner__isnull", False), models.Q(("shortcut", ""), _negated=True)),
                            fields=("organisation_id", "owner", "shortcut"),
                            name="script_own_shortcut",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ScriptFile",
                fields=[
                    ID,
                    ORGANISATION,
                    ("script", OrgForeignKey(on_delete=models.CASCADE, to="content.script")),
                    ("file", OrgForeignKey(on_delete=models.PROTECT, to="kernel.storedfile")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            models.F("organisation_id"), models.F("script"), models.F("file"), name="script_file_once"
                        )
                    ],
                },
            ),
        ),
    ]
