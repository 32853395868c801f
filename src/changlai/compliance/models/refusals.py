"""What keeps sending lawful and welcome, and the record of what was refused."""

from django.db import models

from changlai.accounts.models import Member
from changlai.channels.models import Account
from changlai.customers.models import Customer
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class RefusedSend(OrgModel):
    """A message the gate did not let out, with its rule and reason: a refusal is never silent."""

    customer = OrgForeignKey(Customer, models.CASCADE)
    account = OrgForeignKey(Account, models.CASCADE)
    member = OrgForeignKey(Member, models.SET_NULL, null=True)
    rule = models.CharField(max_length=60)
    sentence = models.TextField()
    refused_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "-refused_at", "-id"], name="refused_send_latest"),
            models.Index(fields=["organisation_id", "customer"], name="refused_send_of_customer"),
        ]
