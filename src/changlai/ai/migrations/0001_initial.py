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
        ),
    ]
