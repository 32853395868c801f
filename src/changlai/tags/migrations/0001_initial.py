from django.db import migrations, models

import changlai.tags.enums
from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.tenancy import OrgForeignKey


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_initial"), ("channels", "0001_initial"), ("customers", "0001_initial")]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="TagGroup",
                fields=[
                    ID,
                    ORGANISATION,
                    ("name", models.CharField(max_length=30)),
                    ("tone", models.PositiveSmallIntegerField(default=8)),
                    ("is_exclusive", models.BooleanField(default=False)),
                    ("position", models.PositiveIntegerField(default=0)),
                    ("created_at", models.DateTimeField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "name"), name="tag_group_once"),
                        models.CheckConstraint(
                            condition=models.Q(("tone__range", (1, 8))), name="tag_group_tone_known"
                        ),
                        models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="tag_group_named"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Tag",
                fields=[
                    ID,
                    ORGANISATION,
                    ("group", OrgForeignKey(on_delete=models.CASCADE, related_name="tags", to="tags.taggroup")),
                    ("name", models.CharField(max_length=30)),
                    ("position", models.PositiveIntegerField(default=0)),
                    ("customer_count", models.IntegerField(default=0)),
                    ("created_at", models.DateTimeField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "group", "name"), name="tag_once"),
                        models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="tag_named"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Tagging",
                fields=[
                    ID,
                    ORGANISATION,
                    ("customer", OrgForeignKey(on_delete=models.CASCADE, to="customers.customer")),
                    ("tag", OrgForeignKey(on_delete=models.CASCADE, to="tags.tag")),
                    ("group", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="tags.taggroup")),
                    ("is_only", models.BooleanField(default=False)),
                    ("tagged_at", models.DateTimeField()),
                    (
                        "member",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    ("by", models.CharField(blank=True, default="", max_length=120)),
                    ("way", models.CharField(max_length=20)),
                    ("reason", models.CharField(blank=True, default="", max_length=200)),
                ],
                options={
                    "indexes": [
                        models.Index(
                            fields=["organisation_id", "tag", "-id"], name="tagging_of_tag", include=["customer"]
                        ),
                        models.Index(fields=["organisation_id", "group", "customer"], name="tagging_of_group"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "customer", "tag"), name="tagging_once"),
                        models.UniqueConstraint(
                            condition=models.Q(("is_only", True)),
                            fields=("organisation_id", "customer", "group"),
                            name="tagging_one_of_group",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="GroupTwin",
                fields=[
                    ID,
                    ORGANISATION,
                    ("group", OrgForeignKey(on_delete=models.CASCADE, to="tags.taggroup")),
                    ("account", OrgForeignKey(on_delete=models.CASCADE, to="channels.account")),
                    ("external_id", models.CharField(max_length=128)),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "group"], name="group_twin_by_group")],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "account", "external_id"), name="group_twin_once"
                        ),
                        models.UniqueConstraint(
                            fields=("organisation_id", "account", "group"), name="group_twin_of_group"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="TagTwin",
                fields=[
                    ID,
                    ORGANISATION,
                    ("tag", OrgForeignKey(on_delete=models.CASCADE, to="tags.tag")),
                    ("account", OrgForeignKey(on_delete=models.CASCADE, to="channels.account")),
                    ("external_id", models.CharField(blank=True, default="", max_length=128)),
                    ("name", models.CharField(blank=True, default="", max_length=30)),
                    ("group_name", models.CharField(blank=True, default="", max_length=30)),
                    ("state", models.CharField(default=changlai.tags.enums.TwinState["WAITING"], max_length=10)),
                    ("error", models.TextField(blank=True, default="")),
                    ("changed_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "tag"], name="tag_twin_by_tag")],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("external_id", ""), _negated=True),
                            fields=("organisation_id", "account", "external_id"),
                            name="tag_twin_once",
                        ),
                        models.UniqueConstraint(fields=("organisation_id", "account", "tag"), name="tag_twin_of_tag"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="FollowMark",
                fields=[
                    ID,
                    ORGANISATION,
                    ("customer", OrgForeignKey(on_delete=models.CASCADE, to="customers.customer")),
                    ("account", OrgForeignKey(on_delete=models.CASCADE, to="channels.account")),
                    ("colleague", models.CharField(max_length=128)),
                    ("tag", OrgForeignKey(on_delete=models.CASCADE, to="tags.tag")),
                    ("is_on", models.BooleanField()),
                    ("state", models.CharField(default=changlai.tags.enums.TwinState["DONE"], max_length=10)),
                    ("ordered_at", models.DateTimeField(null=True)),
                    ("settled_at", models.DateTimeField(null=True)),
                    ("error", models.TextField(blank=True, default="")),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "tag"], name="follow_mark_of_tag")],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "customer", "account", "colleague", "tag"),
                            name="follow_mark_once",
                        )
                    ],
                },
            ),
        ),
    ]
