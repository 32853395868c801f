from django.db import migrations, models

import changlai.imports.enums
from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.tenancy import OrgForeignKey


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_initial"), ("kernel", "0001_initial")]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="ImportTemplate",
                fields=[
                    ID,
                    ORGANISATION,
                    ("kind", models.CharField(max_length=40)),
                    ("name", models.CharField(max_length=80)),
                    ("signature", models.CharField(max_length=64)),
                    ("mapping", models.JSONField(default=dict)),
                    ("on_twin", models.CharField(default=changlai.imports.enums.TwinChoice["FILL"], max_length=10)),
                    (
                        "member",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    ("created_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "kind", "signature"], name="import_template_known")
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "kind", "name"), name="import_template_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="ImportRun",
                fields=[
                    ID,
                    ORGANISATION,
                    ("member", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                    ("kind", models.CharField(max_length=40)),
                    ("name", models.CharField(max_length=200)),
                    (
                        "file",
                        OrgForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="kernel.storedfile"),
                    ),
                    ("form", models.JSONField(default=dict)),
                    ("headers", models.JSONField(default=list)),
                    ("mapping", models.JSONField(default=list)),
                    (
                        "template",
                        OrgForeignKey(
                            null=True, on_delete=models.SET_NULL, related_name="+", to="imports.importtemplate"
                        ),
                    ),
                    ("source", models.CharField(blank=True, default="", max_length=120)),
                    (
                        "basis",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("consent", "consent"),
                                ("contract", "contract"),
                                ("public", "public"),
                                ("own", "own"),
                                ("other", "other"),
                            ],
                            default="",
                            max_length=20,
                        ),
                    ),
                    ("on_twin", models.CharField(default=changlai.imports.enums.TwinChoice["FILL"], max_length=10)),
                    ("language", models.CharField(blank=True, default="", max_length=10)),
                    ("state", models.CharField(default=changlai.imports.enums.ImportState["READING"], max_length=10)),
                    ("trouble", models.TextField(blank=True, default="")),
                    ("place", models.IntegerField(default=0)),
                    ("turn", models.IntegerField(default=0)),
                    ("row_count", models.IntegerField(default=0)),
                    ("good_count", models.IntegerField(default=0)),
                    ("twin_count", models.IntegerField(default=0)),
                    ("bad_count", models.IntegerField(default=0)),
                    ("created_count", models.IntegerField(default=0)),
                    ("updated_count", models.IntegerField(default=0)),
                    ("skipped_count", models.IntegerField(default=0)),
                    ("failed_count", models.IntegerField(default=0)),
                    ("undone_count", models.IntegerField(default=0)),
                    ("kept_count", models.IntegerField(default=0)),
                    ("created_at", models.DateTimeField()),
                    ("began_at", models.DateTimeField(null=True)),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("emptied_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "member", "-id"], name="import_run_of_member"),
                        models.Index(fields=["organisation_id", "created_at"], name="import_run_by_age"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ImportPiece",
                fields=[
                    ID,
                    ORGANISATION,
                    ("run", OrgForeignKey(on_delete=models.CASCADE, related_name="pieces", to="imports.importrun")),
                    ("turn", models.IntegerField(default=0)),
                    ("step", models.IntegerField(default=0)),
                    ("first", models.IntegerField(default=0)),
                    ("last", models.IntegerField()),
                    ("lines", models.BinaryField(null=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "run", "turn", "step", "last"), name="import_piece_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ImportRow",
                fields=[
                    ID,
                    ORGANISATION,
                    ("run", OrgForeignKey(on_delete=models.CASCADE, related_name="rows", to="imports.importrun")),
                    ("number", models.IntegerField()),
                    ("cells", models.JSONField()),
                    ("state", models.CharField(max_length=10)),
                    ("values", models.TextField(default="{}")),
                    ("errors", models.JSONField(default=dict)),
                    ("twins", models.JSONField(default=list)),
                    ("keys", models.JSONField(default=list)),
                    ("twin_row", models.IntegerField(null=True)),
                    ("choice", models.CharField(blank=True, default="", max_length=10)),
                    ("record_id", models.BigIntegerField(null=True)),
                    ("made", models.JSONField(default=dict)),
                    ("said", models.TextField(blank=True, default="")),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(
                                (
                                    "state__in",
                                    (
                                        changlai.imports.enums.RowState["TWIN"],
                                        changlai.imports.enums.RowState["BAD"],
                                        changlai.imports.enums.RowState["UPDATED"],
                                        changlai.imports.enums.RowState["SKIPPED"],
                                        changlai.imports.enums.RowState["FAILED"],
                                        changlai.imports.enums.RowState["UNDONE"],
                                        changlai.imports.enums.RowState["KEPT"],
                                    ),
                                )
                            ),
                            fields=["organisation_id", "run", "state", "number"],
                            name="import_row_by_state",
                        ),
                        models.Index(
                            condition=models.Q(("record_id__isnull", False)),
                            fields=["organisation_id", "record_id"],
                            name="import_row_of_record",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "run", "number"), name="import_row_once")
                    ],
                },
            ),
        ),
    ]
