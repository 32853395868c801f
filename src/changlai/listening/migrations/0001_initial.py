from datetime import UTC

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.functions import TruncDate

from changlai.ai.enums import Intent, Sentiment, Urgency
from changlai.channels.enums import SaidKind
from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.tenancy import OrgForeignKey
from changlai.listening.enums import CaseRisk, CaseState


def said_on() -> models.GeneratedField:
    return models.GeneratedField(
        db_persist=True, expression=TruncDate("said_at", tzinfo=UTC), output_field=models.DateField()
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_initial"), ("channels", "0001_initial"), ("customers", "0001_initial")]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="AspectTally",
                fields=[
                    ID,
                    ORGANISATION,
                    ("topic_id", models.BigIntegerField(default=0)),
                    ("hour", models.DateTimeField()),
                    ("platform", models.CharField(max_length=20)),
                    ("aspect", models.CharField(max_length=12)),
                    ("sentiment", models.CharField(max_length=10)),
                    ("count", models.IntegerField(default=0)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "topic_id", "hour", "platform", "aspect", "sentiment"),
                            name="aspect_tally_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Author",
                fields=[
                    ID,
                    ORGANISATION,
                    ("platform", models.CharField(max_length=20)),
                    ("key", models.CharField(max_length=128)),
                    ("kind", models.CharField(blank=True, default="", max_length=40)),
                    ("scope", models.CharField(blank=True, default="", max_length=128)),
                    ("name", models.CharField(blank=True, default="", max_length=200)),
                    ("url", models.CharField(blank=True, default="", max_length=2000)),
                    ("avatar_url", models.CharField(blank=True, default="", max_length=2000)),
                    ("place", models.CharField(blank=True, default="", max_length=60)),
                    ("followers", models.BigIntegerField(default=0)),
                    ("is_verified", models.BooleanField(default=False)),
                    ("mention_count", models.IntegerField(default=0)),
                    ("negative_count", models.IntegerField(default=0)),
                    ("first_at", models.DateTimeField()),
                    ("last_at", models.DateTimeField()),
                    (
                        "customer",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to="customers.customer",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("customer__isnull", False)),
                            fields=["organisation_id", "customer"],
                            name="author_of_customer",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "platform", "key"), name="author_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="CaseCause",
                fields=[
                    ID,
                    ORGANISATION,
                    ("name", models.CharField(max_length=60)),
                    ("position", models.PositiveIntegerField(default=0)),
                    ("is_retired", models.BooleanField(default=False)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "name"), name="case_cause_once"),
                        models.CheckConstraint(
                            condition=models.Q(("name", ""), _negated=True), name="case_cause_named"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="MentionSource",
                fields=[
                    ID,
                    ORGANISATION,
                    ("name", models.CharField(max_length=60)),
                    (
                        "kind",
                        models.CharField(
                            choices=[("account", "account"), ("push", "push"), ("feed", "feed"), ("file", "file")],
                            max_length=10,
                        ),
                    ),
                    ("url", models.CharField(blank=True, default="", max_length=2000)),
                    ("platform", models.CharField(blank=True, default="", max_length=20)),
                    ("purpose", models.CharField(max_length=500)),
                    ("origin", models.CharField(max_length=500)),
                    (
                        "ground",
                        models.CharField(
                            choices=[
                                ("public", "public"),
                                ("contract", "contract"),
                                ("consent", "consent"),
                                ("own", "own"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("retention_days", models.PositiveIntegerField(default=365)),
                    ("is_on", models.BooleanField(default=True)),
                    ("cursor", models.CharField(blank=True, default="", max_length=500)),
                    ("looked_at", models.DateTimeField(null=True)),
                    ("heard_at", models.DateTimeField(null=True)),
                    ("heard_count", models.BigIntegerField(default=0)),
                    ("error", models.TextField(blank=True, default="")),
                    ("created_at", models.DateTimeField()),
                    (
                        "account",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.CASCADE,
                            related_name="+",
                            to="channels.account",
                        ),
                    ),
                    (
                        "created_by",
                        OrgForeignKey(
                            db_index=False, null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "name"), name="mention_source_once"),
                        models.UniqueConstraint(
                            condition=models.Q(("account__isnull", False)),
                            fields=("organisation_id", "account"),
                            name="mention_source_of_account",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("purpose", ""), _negated=True), models.Q(("origin", ""), _negated=True)
                            ),
                            name="mention_source_lawful",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("retention_days__range", (1, 3650))), name="mention_source_retention"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Mention",
                fields=[
                    ID,
                    ORGANISATION,
                    ("platform", models.CharField(max_length=20)),
                    ("key", models.CharField(max_length=128)),
                    ("kind", models.CharField(default=SaidKind.POST, max_length=10)),
                    ("text", models.TextField(blank=True, default="")),
                    ("about", models.TextField(blank=True, default="")),
                    (
                        "words",
                        ArrayField(base_field=models.CharField(max_length=24), blank=True, default=list, size=None),
                    ),
                    ("url", models.CharField(blank=True, default="", max_length=2000)),
                    ("parent", models.CharField(blank=True, default="", max_length=128)),
                    ("place", models.CharField(blank=True, default="", max_length=60)),
                    ("said_at", models.DateTimeField()),
                    ("said_on", said_on()),
                    ("heard_at", models.DateTimeField()),
                    ("expires_at", models.DateTimeField()),
                    ("reach", models.BigIntegerField(default=0)),
                    ("likes", models.IntegerField(default=0)),
                    ("comments", models.IntegerField(default=0)),
                    ("reposts", models.IntegerField(default=0)),
                    ("pictures", models.SmallIntegerField(default=0)),
                    ("to_us", models.BooleanField(default=False)),
                    ("address", models.JSONField(default=dict)),
                    ("copies", models.IntegerField(default=0)),
                    ("sentiment", models.CharField(default=Sentiment.NEUTRAL, max_length=10)),
                    ("chance", models.FloatField(default=0.0)),
                    ("is_uncertain", models.BooleanField(default=False)),
                    ("intent", models.CharField(default=Intent.OTHER, max_length=10)),
                    ("urgency", models.CharField(default=Urgency.NONE, max_length=10)),
                    ("provider", models.CharField(default="embedded", max_length=20)),
                    ("corrected_at", models.DateTimeField(null=True)),
                    ("is_handled", models.BooleanField(default=False)),
                    (
                        "author",
                        OrgForeignKey(
                            db_index=False, null=True, on_delete=models.CASCADE, related_name="+", to="listening.author"
                        ),
                    ),
                    (
                        "corrected_by",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to="accounts.member",
                        ),
                    ),
                    (
                        "fold",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to="listening.mention",
                        ),
                    ),
                    (
                        "source",
                        OrgForeignKey(
                            db_index=False, on_delete=models.CASCADE, related_name="+", to="listening.mentionsource"
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "-said_at", "-id"], name="mention_latest"),
                        models.Index(
                            fields=["organisation_id", "sentiment", "-said_at", "-id"], name="mention_by_sentiment"
                        ),
                        models.Index(fields=["organisation_id", "reach", "id"], name="mention_by_reach"),
                        models.Index(
                            fields=["organisation_id", "platform", "said_on", "-reach", "-id"],
                            include=["said_at"],
                            name="mention_of_day",
                        ),
                        models.Index(fields=["organisation_id", "author", "-said_at"], name="mention_of_author"),
                        models.Index(
                            condition=models.Q(("fold__isnull", False)),
                            fields=["organisation_id", "fold"],
                            name="mention_copies",
                        ),
                        models.Index(fields=["organisation_id", "platform", "parent"], name="mention_below"),
                        models.Index(fields=["organisation_id", "source", "expires_at"], name="mention_expiry"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "platform", "key"), name="heard_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="MentionAspect",
                fields=[
                    ID,
                    ORGANISATION,
                    ("aspect", models.CharField(max_length=12)),
                    ("sentiment", models.CharField(max_length=10)),
                    ("said_at", models.DateTimeField()),
                    (
                        "mention",
                        OrgForeignKey(
                            db_index=False, on_delete=models.CASCADE, related_name="aspects", to="listening.mention"
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            fields=["organisation_id", "aspect", "sentiment", "-said_at", "mention"],
                            name="mention_by_aspect",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "mention", "aspect"), name="mention_aspect_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="MentionBand",
                fields=[
                    ID,
                    ORGANISATION,
                    ("band", models.BigIntegerField()),
                    ("said_at", models.DateTimeField()),
                    (
                        "mention",
                        OrgForeignKey(
                            db_index=False, on_delete=models.CASCADE, related_name="+", to="listening.mention"
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "band"], name="mention_band"),
                        models.Index(fields=["organisation_id", "mention"], name="mention_bands_of"),
                        models.Index(fields=["organisation_id", "said_at"], name="mention_band_age"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SecondLook",
                fields=[
                    ID,
                    ORGANISATION,
                    ("tries", models.SmallIntegerField(default=0)),
                    ("held_until", models.DateTimeField(null=True)),
                    ("added_at", models.DateTimeField()),
                    (
                        "mention",
                        OrgForeignKey(
                            db_index=False, on_delete=models.CASCADE, related_name="+", to="listening.mention"
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "mention"), name="second_look_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="MentionTally",
                fields=[
                    ID,
                    ORGANISATION,
                    ("topic_id", models.BigIntegerField(default=0)),
                    ("hour", models.DateTimeField()),
                    ("platform", models.CharField(max_length=20)),
                    ("sentiment", models.CharField(max_length=10)),
                    ("count", models.IntegerField(default=0)),
                    ("copies", models.IntegerField(default=0)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "topic_id", "hour", "platform", "sentiment"),
                            name="mention_tally_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Topic",
                fields=[
                    ID,
                    ORGANISATION,
                    ("name", models.CharField(max_length=60)),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("brand", "brand"),
                                ("product", "product"),
                                ("campaign", "campaign"),
                                ("competitor", "competitor"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("tone", models.PositiveSmallIntegerField(default=1)),
                    ("expression", models.CharField(blank=True, default="", max_length=4000)),
                    ("exclusions", models.CharField(blank=True, default="", max_length=4000)),
                    ("platforms", models.JSONField(blank=True, default=list)),
                    ("is_on", models.BooleanField(default=True)),
                    ("position", models.PositiveIntegerField(default=0)),
                    ("pending_id", models.BigIntegerField(null=True)),
                    ("created_at", models.DateTimeField()),
                    ("changed_at", models.DateTimeField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "name"), name="topic_once"),
                        models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="topic_named"),
                        models.CheckConstraint(condition=models.Q(("tone__range", (1, 8))), name="topic_tone_known"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="AlertRule",
                fields=[
                    ID,
                    ORGANISATION,
                    ("name", models.CharField(max_length=60)),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("negative", "negative"),
                                ("burst", "burst"),
                                ("words", "words"),
                                ("urgent", "urgent"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("reach", models.BigIntegerField(default=0)),
                    ("count", models.PositiveIntegerField(default=10)),
                    ("minutes", models.PositiveIntegerField(default=60)),
                    ("factor", models.FloatField(default=3.0)),
                    ("words", models.CharField(blank=True, default="", max_length=4000)),
                    ("risk", models.CharField(default=CaseRisk.MIDDLE, max_length=10)),
                    ("answer_minutes", models.PositiveIntegerField(default=60)),
                    ("turn", models.PositiveIntegerField(default=0)),
                    ("is_on", models.BooleanField(default=True)),
                    ("position", models.PositiveIntegerField(default=0)),
                    ("fired_at", models.DateTimeField(null=True)),
                    ("created_at", models.DateTimeField()),
                    (
                        "escalate_to",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to="accounts.member",
                        ),
                    ),
                    (
                        "topic",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.CASCADE,
                            related_name="+",
                            to="listening.topic",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "name"), name="alert_rule_once"),
                        models.CheckConstraint(
                            condition=models.Q(("name", ""), _negated=True), name="alert_rule_named"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Case",
                fields=[
                    ID,
                    ORGANISATION,
                    ("number", models.PositiveIntegerField()),
                    ("title", models.CharField(max_length=200)),
                    ("state", models.CharField(default=CaseState.NEW, max_length=10)),
                    ("risk", models.CharField(default=CaseRisk.MIDDLE, max_length=10)),
                    ("said_at", models.DateTimeField()),
                    ("heard_at", models.DateTimeField()),
                    ("opened_at", models.DateTimeField()),
                    ("due_at", models.DateTimeField(null=True)),
                    ("escalate_at", models.DateTimeField(null=True)),
                    ("escalation", models.PositiveSmallIntegerField(default=0)),
                    ("first_answer_at", models.DateTimeField(null=True)),
                    ("solved_at", models.DateTimeField(null=True)),
                    ("outcome", models.CharField(blank=True, default="", max_length=2000)),
                    ("score", models.PositiveSmallIntegerField(null=True)),
                    ("score_comment", models.CharField(blank=True, default="", max_length=1000)),
                    ("rated_at", models.DateTimeField(null=True)),
                    ("survey", models.CharField(blank=True, default="", max_length=64)),
                    (
                        "author",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to="listening.author",
                        ),
                    ),
                    (
                        "customer",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to="customers.customer",
                        ),
                    ),
                    (
                        "escalate_to",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to="accounts.member",
                        ),
                    ),
                    (
                        "owner",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to="accounts.member",
                        ),
                    ),
                    (
                        "rule",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to="listening.alertrule",
                        ),
                    ),
                    (
                        "cause",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to="listening.casecause",
                        ),
                    ),
                    (
                        "mention",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to="listening.mention",
                        ),
                    ),
                    (
                        "topic",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to="listening.topic",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "state", "due_at", "id"], name="case_shelf"),
                        models.Index(
                            fields=["organisation_id", "owner", "state", "due_at", "id"], name="case_of_owner"
                        ),
                        models.Index(fields=["organisation_id", "-opened_at", "-id"], name="case_latest"),
                        models.Index(
                            condition=models.Q(("customer__isnull", False)),
                            fields=["organisation_id", "customer", "-id"],
                            name="case_of_customer",
                        ),
                        models.Index(
                            condition=models.Q(("escalate_at__isnull", False)),
                            fields=["organisation_id", "escalate_at"],
                            name="case_escalations",
                        ),
                        models.Index(
                            condition=models.Q(("survey", ""), _negated=True), fields=["survey"], name="case_survey"
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "number"), name="case_number_once"),
                        models.UniqueConstraint(
                            condition=models.Q(
                                ("author__isnull", False), ("state__in", ["new", "working", "answered"])
                            ),
                            fields=("organisation_id", "author"),
                            name="case_open_once",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CaseStep",
                fields=[
                    ID,
                    ORGANISATION,
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("heard", "heard"),
                                ("opened", "opened"),
                                ("given", "given"),
                                ("answered", "answered"),
                                ("wrote", "wrote"),
                                ("noted", "noted"),
                                ("risk", "risk"),
                                ("linked", "linked"),
                                ("escalated", "escalated"),
                                ("solved", "solved"),
                                ("dropped", "dropped"),
                                ("reopened", "reopened"),
                                ("rated", "rated"),
                                ("joined", "joined"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("at", models.DateTimeField()),
                    ("by", models.CharField(blank=True, default="", max_length=120)),
                    ("text", models.TextField(blank=True, default="")),
                    ("facts", models.JSONField(blank=True, default=dict)),
                    ("reference", models.CharField(blank=True, default="", max_length=64)),
                    (
                        "case",
                        OrgForeignKey(
                            db_index=False, on_delete=models.CASCADE, related_name="steps", to="listening.case"
                        ),
                    ),
                    (
                        "member",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to="accounts.member",
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "case", "at", "id"], name="case_steps")],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("reference", ""), _negated=True),
                            fields=("organisation_id", "case", "kind", "reference"),
                            name="case_step_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="AuthorApart",
                fields=[
                    ID,
                    ORGANISATION,
                    ("at", models.DateTimeField()),
                    (
                        "author",
                        OrgForeignKey(
                            db_index=False, on_delete=models.CASCADE, related_name="+", to="listening.author"
                        ),
                    ),
                    (
                        "by",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to="accounts.member",
                        ),
                    ),
                    (
                        "customer",
                        OrgForeignKey(
                            db_index=False, on_delete=models.CASCADE, related_name="+", to="customers.customer"
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "customer"], name="author_apart_customer")],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "author", "customer"), name="author_apart_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="CaseMention",
                fields=[
                    ID,
                    ORGANISATION,
                    (
                        "case",
                        OrgForeignKey(
                            db_index=False, on_delete=models.CASCADE, related_name="mentions", to="listening.case"
                        ),
                    ),
                    (
                        "mention",
                        OrgForeignKey(
                            db_index=False, on_delete=models.CASCADE, related_name="+", to="listening.mention"
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "case", "mention"], name="case_mentions")],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "mention"), name="case_mention_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="MentionTopic",
                fields=[
                    ID,
                    ORGANISATION,
                    ("platform", models.CharField(max_length=20)),
                    ("reach", models.BigIntegerField()),
                    ("said_at", models.DateTimeField()),
                    ("said_on", said_on()),
                    (
                        "mention",
                        OrgForeignKey(
                            db_index=False, on_delete=models.CASCADE, related_name="topics", to="listening.mention"
                        ),
                    ),
                    (
                        "topic",
                        OrgForeignKey(db_index=False, on_delete=models.CASCADE, related_name="+", to="listening.topic"),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            fields=["organisation_id", "topic", "-said_at", "mention"], name="mention_of_topic"
                        ),
                        models.Index(
                            fields=["organisation_id", "topic", "platform", "said_on", "-reach", "-mention"],
                            include=["said_at"],
                            name="mention_topic_day",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "mention", "topic"), name="mention_topic_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="WatchedAuthor",
                fields=[
                    ID,
                    ORGANISATION,
                    ("platform", models.CharField(max_length=20)),
                    ("handle", models.CharField(max_length=200)),
                    ("key", models.CharField(blank=True, default="", max_length=128)),
                    (
                        "topic",
                        OrgForeignKey(
                            db_index=False, on_delete=models.CASCADE, related_name="watched", to="listening.topic"
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "platform"], name="watched_by_platform")],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "topic", "platform", "handle"), name="watched_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Recount",
                fields=[
                    ID,
                    ORGANISATION,
                    ("asked_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("first_on", models.DateField(null=True)),
                    ("last_on", models.DateField(null=True)),
                    ("done_on", models.DateField(null=True)),
                    ("mentions", models.IntegerField(default=0)),
                    ("aspects", models.IntegerField(default=0)),
                    ("words", models.IntegerField(default=0)),
                    ("error", models.TextField(blank=True, default="")),
                    (
                        "by",
                        OrgForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to="accounts.member",
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "-asked_at", "-id"], name="recount_latest")],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("ended_at__isnull", True)),
                            fields=("organisation_id",),
                            name="recount_one_at_a_time",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="WordTally",
                fields=[
                    ID,
                    ORGANISATION,
                    ("topic_id", models.BigIntegerField(default=0)),
                    ("day", models.DateField()),
                    ("word", models.CharField(max_length=24)),
                    ("count", models.IntegerField(default=0)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "topic_id", "word", "day"), name="word_tally_once"
                        )
                    ],
                    "indexes": [
                        models.Index(fields=["organisation_id", "topic_id", "day", "count"], name="word_tally_hottest")
                    ],
                },
            ),
            migrations.CreateModel(
                name="AlertOwner",
                fields=[
                    ID,
                    ORGANISATION,
                    ("position", models.PositiveIntegerField(default=0)),
                    (
                        "member",
                        OrgForeignKey(db_index=False, on_delete=models.CASCADE, related_name="+", to="accounts.member"),
                    ),
                    (
                        "rule",
                        OrgForeignKey(
                            db_index=False, on_delete=models.CASCADE, related_name="owners", to="listening.alertrule"
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "rule", "member"), name="alert_owner_once")
                    ],
                },
            ),
        ),
    ]
