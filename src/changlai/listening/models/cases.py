"""What is done about a mention that must not stay as it is."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.customers.models import Customer
from changlai.kernel.tenancy import OrgForeignKey, OrgModel
from changlai.listening.contracts import EXPRESSION_LENGTH, NAME_LENGTH, OUTCOME_LENGTH
from changlai.listening.enums import AlertKind, CaseRisk, CaseState, StepKind
from changlai.listening.models.mentions import Author, Mention
from changlai.listening.models.topics import Topic


class AlertRule(OrgModel):
    """When a mention becomes a case by itself, whose it is, and by when somebody must have answered.

    ``reach`` is the smallest that counts; of a burst ``count`` mentions within ``minutes``, and ``factor`` times what
    the topic usually has in that time. The rota goes round ``AlertOwner`` by ``turn``.
    """

    name = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in AlertKind])
    topic = OrgForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+")
    reach = models.BigIntegerField(default=0)
    count = models.PositiveIntegerField(default=10)
    minutes = models.PositiveIntegerField(default=60)
    factor = models.FloatField(default=3.0)
    words = models.CharField(max_length=EXPRESSION_LENGTH, default="", blank=True)
    risk = models.CharField(max_length=10, default=CaseRisk.MIDDLE)
    answer_minutes = models.PositiveIntegerField(default=60)  # from hearing it to the first answer
    escalate_to = OrgForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    turn = models.PositiveIntegerField(default=0)
    is_on = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)
    fired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "name"], name="alert_rule_once"),
            models.CheckConstraint(condition=~Q(name=""), name="alert_rule_named"),
        ]


class AlertOwner(OrgModel):
    """Somebody on the rota of a rule."""

    rule = OrgForeignKey(AlertRule, models.CASCADE, related_name="owners")
    member = OrgForeignKey(Member, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "rule", "member"], name="alert_owner_once")]


class CaseCause(OrgModel):
    """Why something went wrong, as the organisation sorts it."""

    name = models.CharField(max_length=NAME_LENGTH)
    position = models.PositiveIntegerField(default=0)
    is_retired = models.BooleanField(default=False)  # not offered any more; closed cases keep it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "name"], name="case_cause_once"),
            models.CheckConstraint(condition=~Q(name=""), name="case_cause_named"),
        ]

    def __str__(self) -> str:
        """As it is offered when a case is closed."""
        return self.name


class Case(OrgModel):
    """Something said in public that somebody must solve. ``number`` is how people call it, counted per organisation.

    The mention may go when its time of keeping is over; the case stays. An author has at most one open case.
    """

    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default=CaseState.NEW)
    risk = models.CharField(max_length=10, default=CaseRisk.MIDDLE)
    topic = OrgForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="+")
    rule = OrgForeignKey(AlertRule, models.SET_NULL, null=True, blank=True, related_name="+")
    mention = OrgForeignKey(Mention, models.SET_NULL, null=True, blank=True, related_name="+")
    author = OrgForeignKey(Author, models.SET_NULL, null=True, blank=True, related_name="+")
    customer = OrgForeignKey(Customer, models.SET_NULL, null=True, blank=True, related_name="+")
    owner = OrgForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # by when the first answer should be given
    escalate_at = models.DateTimeField(null=True)
    escalation = models.PositiveSmallIntegerField(default=0)  # 1: the owner was warned; 2: the next one up was told
    escalate_to = OrgForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    first_answer_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)  # or dropped
    cause = OrgForeignKey(CaseCause, models.SET_NULL, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=OUTCOME_LENGTH, default="", blank=True)
    score = models.PositiveSmallIntegerField(null=True)  # 1 to 5
    score_comment = models.CharField(max_length=1_000, default="", blank=True)
    rated_at = models.DateTimeField(null=True)
    survey = models.CharField(max_length=64, default="", blank=True)  # digest of the link's secret; "": none was made

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "number"], name="case_number_once"),
            models.UniqueConstraint(
                fields=["organisation_id", "author"],
                name="case_open_once",
                condition=Q(state__in=["new", "working", "answered"], author__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "state", "due_at", "id"], name="case_shelf"),
            models.Index(fields=["organisation_id", "owner", "state", "due_at", "id"], name="case_of_owner"),
            models.Index(fields=["organisation_id", "-opened_at", "-id"], name="case_latest"),
            models.Index(
                fields=["organisation_id", "customer", "-id"],
                name="case_of_customer",
                condition=Q(customer__isnull=False),
            ),
            models.Index(
                fields=["organisation_id", "escalate_at"],
                name="case_escalations",
                condition=Q(escalate_at__isnull=False),
            ),
            models.Index(fields=["survey"], name="case_survey", condition=~Q(survey="")),
        ]


class CaseMention(OrgModel):
    """A mention that belongs to a case: the first of it, and what the same author said after."""

    case = OrgForeignKey(Case, models.CASCADE, related_name="mentions")
    mention = OrgForeignKey(Mention, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "mention"], name="case_mention_once")]
        indexes = [models.Index(fields=["organisation_id", "case", "mention"], name="case_mentions")]


class CaseStep(OrgModel):
    """A line of what happened in a case. ``by`` names who did it where no member did."""

    case = OrgForeignKey(Case, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in StepKind])
    at = models.DateTimeField()
    member = OrgForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.CharField(max_length=120, default="", blank=True)
    text = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict, blank=True)
    reference = models.CharField(max_length=64, default="", blank=True)  # its cause: the same again is no second line

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "case", "kind", "reference"],
                name="case_step_once",
                condition=~Q(reference=""),
            )
        ]
        indexes = [models.Index(fields=["organisation_id", "case", "at", "id"], name="case_steps")]
