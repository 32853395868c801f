from django.db import migrations, models

from changlai.kernel.fields import EncryptedTextField
from changlai.kernel.migrating import ID, ORGANISATION, CreateModels


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="CorrectionKept",
                fields=[
                    ID,
                    ORGANISATION,
                    ("digest", models.CharField(max_length=64)),
                    ("text", EncryptedTextField(editable=False)),
                    ("said", models.JSONField(default=dict)),
                    ("by_id", models.BigIntegerField(default=0)),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "-at", "-id"], name="correction_recent")],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "digest"), name="correction_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="OwnLayer",
                fields=[
                    ID,
                    ORGANISATION,
                    ("weights", models.BinaryField(default=b"")),
                    ("version", models.IntegerField(default=1)),
                    ("correction_count", models.IntegerField(default=0)),
                    ("trained_at", models.DateTimeField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id",), name="own_layer_once"),
                        models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="own_layer_version"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="LanguageModel",
                fields=[
                    ID,
                    ORGANISATION,
                    ("address", models.CharField(max_length=500)),
                    ("model", models.CharField(max_length=120)),
                    ("key", EncryptedTextField(blank=True, default="", editable=False)),
                    ("is_on", models.BooleanField(default=False)),
                    ("asks", models.CharField(default="uncertain", max_length=10)),
                    ("budget", models.BigIntegerField()),
                    ("price_read", models.IntegerField(default=0)),
                    ("price_written", models.IntegerField(default=0)),
                    ("failure", models.CharField(blank=True, default="", max_length=12)),
                    ("failure_detail", models.CharField(blank=True, default="", max_length=200)),
                    ("failed_at", models.DateTimeField(null=True)),
                    ("failures", models.IntegerField(default=0)),
                    ("resume_at", models.DateTimeField(null=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id",), name="language_model_once"),
                        models.CheckConstraint(condition=models.Q(("budget__gte", 0)), name="language_model_budget"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ModelUse",
                fields=[
                    ID,
                    ORGANISATION,
                    ("month", models.DateField()),
                    ("calls", models.IntegerField(default=0)),
                    ("texts", models.IntegerField(default=0)),
                    ("judged", models.IntegerField(default=0)),
                    ("tokens", models.BigIntegerField(default=0)),
                    ("cost", models.BigIntegerField(default=0)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "month"), name="model_use_once")
                    ],
                },
            ),
        ),
    ]
