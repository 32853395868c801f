"""Retention of raw deliveries and of the memory of what has been seen and done."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.kernel import db
from changlai.kernel.cron import cron
from changlai.kernel.housekeeping import drop_before
from changlai.kernel.tenancy import scope

BATCH = 10_000
TOUCHES_KEPT = timedelta(days=7)  # longer than any reply window
_TOUCHES = "delete from channels_windowtouch where organisation_id = %s and at < %s"
_FORGET = """
    delete from channels_delivery_key k using (
      select organisation_id, account_id, digest from channels_delivery_key
      where organisation_id = %s and seen_at < %s limit %s) x
    where k.organisation_id = x.organisation_id and k.account_id = x.account_id and k.digest = x.digest
    returning 1"""


@cron("channels.retention", every=timedelta(days=1), offset=timedelta(hours=19, minutes=23))
def forget_deliveries() -> None:
    """Drop the months of raw deliveries that are over; forget what opened reply windows that are long shut, and, in
    batches, what was seen long before those deliveries.
    """
    now = timezone.now()
    drop_before("channels_delivery", (now - timedelta(days=settings.DELIVERY_DAYS)).date())
    before = now - timedelta(days=settings.DELIVERY_KEY_DAYS)
    for organisation_id in accounts.organisation_ids():
        with scope(organisation_id):
            db.run(_TOUCHES, (organisation_id, now - TOUCHES_KEPT))
        forgotten = BATCH
        while forgotten == BATCH:
            with scope(organisation_id):
                forgotten = len(db.rows(_FORGET, (organisation_id, before, BATCH)))
