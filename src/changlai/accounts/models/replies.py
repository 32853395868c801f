from django.db import models

from changlai.accounts.models.credentials import ApiToken
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class ApiReply(OrgModel):
    """What the API answered to a request with an ``Idempotency-Key``: the same request gets the same answer
    for a day.
    """

    token = OrgForeignKey(ApiToken, models.CASCADE, related_name="replies")
    key = models.CharField(max_length=128)
    request = models.CharField(max_length=64)  # digest of method, address and body
    status = models.PositiveSmallIntegerField(default=0)  # 0 while the operation runs
    body = models.BinaryField(default=bytes)
    at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation_id", "token", "key"], name="api_reply_once")]
        indexes = [models.Index(fields=["at"], name="api_reply_age")]
