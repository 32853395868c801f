"""How members look at lists: filters, columns and orders under a name, and where each of them stands."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.kernel.tenancy import OrgForeignKey, OrgModel

NAME_LENGTH = 40


class SavedView(OrgModel):
    """A list under a name: everybody's, or with an ``owner`` a member's own.

    What it names may be gone by now (an archived field, a member who left): nothing is taken out of it, the page says
    what is missing.
    """

    kind = models.CharField(max_length=40)  # slug of the kind of record
    owner = OrgForeignKey(Member, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=NAME_LENGTH)
    filter = models.JSONField(default=dict)  # a tree of the filter language
    columns = models.JSONField(default=list)  # paths of attributes; none: those of the kind
    order = models.CharField(max_length=80, default="", blank=True)  # a path, "-" in front: the largest on top
    is_pinned = models.BooleanField(default=True)  # a tab for everybody who sees it and has not decided otherwise
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="saved_view_named")]
        indexes = [models.Index(fields=["organisation_id", "kind", "id"], name="saved_view_of_kind")]

    @property
    def is_team(self) -> bool:
        return self.owner_id is None

    @property
    def key(self) -> str:
        """What it is called in addresses."""
        return str(self.pk)


class ListLook(OrgModel):
    """What one member decided about the tabs above the lists of a kind: their order, which there are, the first one.

    Views are named by their keys; a view nobody decided about stands behind the others.
    """

    member = OrgForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    tabs = models.JSONField(default=list)  # keys in their order
    pins = models.JSONField(default=dict)  # key to whether it is a tab
    first = models.CharField(max_length=40, default="", blank=True)  # what opens when no view is asked for

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "member", "kind"], name="list_look_once")]
