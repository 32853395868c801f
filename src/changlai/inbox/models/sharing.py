"""How a team shares its conversations out: settings, rules, places at the desk, and who was given what and why."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Department, Member
from changlai.inbox.enums import Cause, Target
from changlai.inbox.models.conversations import Conversation
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class DeskSettings(OrgModel):
    """How the inbox of an organisation works. Its row is also what distribution takes turns on.

    Minutes of targets are business minutes; 0 switches a thing off.
    """

    capacity = models.PositiveSmallIntegerField(default=20)  # open conversations of one member, unless told otherwise
    away_minutes = models.PositiveSmallIntegerField(
        default=0
    )  # then the unanswered of who is away are shared out again
    first_answer_minutes = models.PositiveIntegerField(default=0)
    next_answer_minutes = models.PositiveIntegerField(default=0)
    warn_percent = models.PositiveSmallIntegerField(default=80)  # of a target, then the assignee is warned
    reopen_days = models.PositiveSmallIntegerField(default=0)  # a customer who writes so soon goes on where it ended
    is_reason_required = models.BooleanField(default=False)
    is_rated = models.BooleanField(default=False)  # customers are asked how it was
    rating_question = models.CharField(max_length=300, default="", blank=True)  # empty: ours, in the house's language

    class Meta(OrgModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation_id"], name="desk_settings_once"),
            models.CheckConstraint(condition=Q(warn_percent__range=(1, 100)), name="desk_settings_warning"),
        ]


class Workplace(OrgModel):
    """A member's place at the desk: how much they take, and when they were given something last."""

    member = OrgForeignKey(Member, models.CASCADE)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)  # empty: as everybody
    last_given_at = models.DateTimeField(null=True)

    class Meta(OrgModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation_id", "member"], name="workplace_once")]


class AssignmentRule(OrgModel):
    """Who gets a new conversation. The first rule whose conditions all hold decides; see contracts.Conditions."""

    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField()
    is_active = models.BooleanField(default=True)
    conditions = models.JSONField(default=dict)
    target = models.CharField(max_length=12, choices=[(t.value, t.value) for t in Target], default=Target.EVERYBODY)
    member = OrgForeignKey(Member, models.SET_NULL, null=True, blank=True)
    department = OrgForeignKey(Department, models.SET_NULL, null=True, blank=True)
    prefers_known = models.BooleanField(default=True)  # first the colleague who knows the customer
    goes_on = models.BooleanField(default=False)  # when nobody is free the rules below are tried

    class Meta(OrgModel.Meta):
        indexes = [models.Index(fields=["organisation_id", "position", "id"], name="assignment_rule_order")]


class Assignment(OrgModel):
    """Who was given a conversation, by whom or by which rule, and what the rule saw."""

    conversation = OrgForeignKey(Conversation, models.CASCADE)
    member = OrgForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="given")
    by = OrgForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="gave")
    cause = models.CharField(max_length=12, choices=[(c.value, c.value) for c in Cause])
    rule_name = models.CharField(max_length=80, default="", blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta(OrgModel.Meta):
        indexes = [models.Index(fields=["organisation_id", "conversation", "-id"], name="assignment_of_conversation")]


class CloseReason(OrgModel):
    """Why a conversation may be closed, as the organisation calls it."""

    name = models.CharField(max_length=60)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    is_rated = models.BooleanField(default=True)  # conversations closed for it ask the customer how it was

    class Meta(OrgModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation_id", "name"], name="close_reason_once")]
        indexes = [models.Index(fields=["organisation_id", "position", "id"], name="close_reason_order")]

    def __str__(self) -> str:
        return self.name
