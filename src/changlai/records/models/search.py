"""How far the search index is, and what a member looked for last."""

from django.db import models

from changlai.accounts.models import Member
from changlai.kernel.fields import EncryptedTextField
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class IndexState(OrgModel):
    """One kind of record in the search index: which release and key it is read under, and how far.

    ``record_id`` is the last one that was read; ``read_count`` how many were; ``done_at`` empty while it goes on.
    """

    kind = models.CharField(max_length=40)
    made = models.IntegerField()
    record_id = models.BigIntegerField(default=0)
    read_count = models.BigIntegerField(default=0)
    began_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    met_until = models.DateTimeField(null=True)  # what was met up to then has its place among the hits
    checked_at = models.DateTimeField(null=True)
    mended_count = models.IntegerField(default=0)  # records that the last look found read wrongly, and read anew

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "kind"], name="index_state_once")]


class RecentSearch(OrgModel):
    """What a member looked for and found. It may be a person's name or number: it lies sealed, and not for long."""

    member = OrgForeignKey(Member, models.CASCADE, related_name="+")
    text = EncryptedTextField()
    searched_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "member", "-searched_at"], name="recent_search_of_member")]
