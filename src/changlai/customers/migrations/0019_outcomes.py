from django.db import migrations, models


class Migration(migrations.Migration):
    """Organisations name what may come of a follow-up; lists are filtered by it."""

    dependencies = [("customers", "0018_by_company")]

    operations = [
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation_id", models.BigIntegerField(editable=False)),
                ("slug", models.CharField(max_length=20)),
                ("name", models.CharField(blank=True, default="", max_length=40)),
                ("position", models.PositiveIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "slug"), name="outcome_once"),
                    models.UniqueConstraint(
                        fields=("organisation_id", "name"),
                        name="outcome_named_once",
                        condition=models.Q(("name", ""), _negated=True),
                    ),
                    models.CheckConstraint(condition=models.Q(("slug", ""), _negated=True), name="outcome_slug"),
                ]
            },
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(
                fields=["organisation_id", "outcome", "customer"],
                name="note_by_outcome",
                condition=models.Q(("outcome", ""), _negated=True),
            ),
        ),
    ]
