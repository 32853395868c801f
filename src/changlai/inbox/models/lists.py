"""How members look at lists: folders they keep, and many conversations worked through at once."""

from django.db import models

from changlai.accounts.models import Member
from changlai.inbox.enums import BulkAction, BulkState, Standing, Tab
from changlai.kernel.tenancy import OrgForeignKey, OrgModel

NAME_LENGTH = 40


class Folder(OrgModel):
    """A tab with its filters under a name, the team's or (with an ``owner``) a member's own."""

    owner = OrgForeignKey(Member, models.CASCADE, null=True, blank=True)
    name = models.CharField(max_length=NAME_LENGTH)
    tab = models.CharField(max_length=10, choices=[(tab.value, tab.value) for tab in Tab])
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in Standing])
    query = models.JSONField(default=dict)  # inbox.filters.Filters.query

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "owner", "name", "id"], name="folder_of_member")]

    @property
    def is_team(self) -> bool:
        return self.owner_id is None

    @property
    def address(self) -> dict[str, str]:
        """The parts of its address."""
        return {"tab": self.tab, "state": self.state, **self.query}


class BulkRun(OrgModel):
    """One thing done to many conversations by a member; worked through piece by piece, and kept as its own report."""

    member = OrgForeignKey(Member, models.CASCADE)
    action = models.CharField(max_length=10, choices=[(one.value, one.value) for one in BulkAction])
    parameters = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in BulkState], default=BulkState.RUNNING
    )
    waiting = models.JSONField(default=list)  # ids of the conversations that are still to come
    total_count = models.PositiveIntegerField()
    done_count = models.PositiveIntegerField(default=0)
    failed = models.JSONField(default=list)  # [id of the conversation, why not]
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "member", "-id"], name="bulk_run_of_member")]

    @property
    def gone_through(self) -> int:
        return self.done_count + len(self.failed)
