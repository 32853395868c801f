"""Tags, their groups, and who has which."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.channels.models import Account
from changlai.customers.models import Customer
from changlai.kernel.tenancy import OrgForeignKey, OrgModel
from changlai.tags.contracts import NAME_LENGTH
from changlai.tags.enums import TwinState


class TagGroup(OrgModel):
    """Tags that answer one question, in one colour. Of an exclusive group a customer has at most one."""

    name = models.CharField(max_length=NAME_LENGTH)
    tone = models.PositiveSmallIntegerField(default=8)  # 1..8, the dots of tokens.css
    is_exclusive = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "name"], name="tag_group_once"),
            models.CheckConstraint(condition=Q(tone__range=(1, 8)), name="tag_group_tone_known"),
            models.CheckConstraint(condition=~Q(name=""), name="tag_group_named"),
        ]


class Tag(OrgModel):
    """A word customers are marked with."""

    group = OrgForeignKey(TagGroup, models.CASCADE, related_name="tags")
    name = models.CharField(max_length=NAME_LENGTH)
    position = models.PositiveIntegerField(default=0)
    customer_count = models.IntegerField(default=0)  # kept with every mark, never counted on a page
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "group", "name"], name="tag_once"),
            models.CheckConstraint(condition=~Q(name=""), name="tag_named"),
        ]


class Tagging(OrgModel):
    """A customer has a tag: since when, by whom, how and why. ``is_only``: the group lets a customer have one."""

    customer = OrgForeignKey(Customer, models.CASCADE)
    tag = OrgForeignKey(Tag, models.CASCADE)
    group = OrgForeignKey(TagGroup, models.CASCADE, related_name="+")
    is_only = models.BooleanField(default=False)
    tagged_at = models.DateTimeField()
    member = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=120, default="", blank=True)  # a name, where no member did it
    way = models.CharField(max_length=20)
    reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "customer", "tag"], name="tagging_once"),
            models.UniqueConstraint(
                fields=["organisation_id", "customer", "group"], name="tagging_one_of_group", condition=Q(is_only=True)
            ),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "tag", "-id"], name="tagging_of_tag", include=["customer"]),
            models.Index(fields=["organisation_id", "group", "customer"], name="tagging_of_group"),
        ]


class GroupTwin(OrgModel):
    """The same group on a platform that keeps tags too."""

    group = OrgForeignKey(TagGroup, models.CASCADE)
    account = OrgForeignKey(Account, models.CASCADE)
    external_id = models.CharField(max_length=128)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "account", "external_id"], name="group_twin_once"),
            models.UniqueConstraint(fields=["organisation_id", "account", "group"], name="group_twin_of_group"),
        ]
        indexes = [models.Index(fields=["organisation_id", "group"], name="group_twin_by_group")]


class TagTwin(OrgModel):
    """The same tag on a platform. Empty ``external_id``: it is still to be made there.

    ``name`` and ``position`` are what the platform was last known to have: what differs from the tag is news, from
    there or from here. ``changed_at`` is when somebody here last changed it.
    """

    tag = OrgForeignKey(Tag, models.CASCADE)
    account = OrgForeignKey(Account, models.CASCADE)
    external_id = models.CharField(max_length=128, default="", blank=True)
    name = models.CharField(max_length=NAME_LENGTH, default="", blank=True)
    group_name = models.CharField(max_length=NAME_LENGTH, default="", blank=True)
    state = models.CharField(max_length=10, default=TwinState.WAITING)
    error = models.TextField(default="", blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "account", "external_id"],
                name="tag_twin_once",
                condition=~Q(external_id=""),
            ),
            models.UniqueConstraint(fields=["organisation_id", "account", "tag"], name="tag_twin_of_tag"),
        ]
        indexes = [models.Index(fields=["organisation_id", "tag"], name="tag_twin_by_tag")]


class FollowMark(OrgModel):
    """What one colleague's relation with a customer says about a tag on a platform.

    ``is_on`` is what we want or know. While ``state`` is waiting, an order of ours is under way, and what the platform
    told before ``settled_at`` changes nothing: the later word of the two counts, and no word comes back as an echo.
    """

    customer = OrgForeignKey(Customer, models.CASCADE)
    account = OrgForeignKey(Account, models.CASCADE)
    colleague = models.CharField(max_length=128)
    tag = OrgForeignKey(Tag, models.CASCADE)
    is_on = models.BooleanField()
    state = models.CharField(max_length=10, default=TwinState.DONE)
    ordered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "customer", "account", "colleague", "tag"], name="follow_mark_once"
            )
        ]
        indexes = [models.Index(fields=["organisation_id", "tag"], name="follow_mark_of_tag")]
