"""Handing messages to other programs."""

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.integrations import actions
from changlai.integrations.engine import send
from changlai.integrations.enums import DeliveryState
from changlai.integrations.models import Delivery
from changlai.kernel.clock import epoch
from changlai.kernel.cron import cron, in_each
from changlai.kernel.jobs import Job, RetryIn, completing, outside_job
from changlai.kernel.tenancy import scope

LEASE_SECONDS = 60
FROZEN_SECONDS = 60.0  # while all sending is stopped, messages wait and look again so often


class _Ready(NamedTuple):
    """What is sent, with the secrets to sign with."""

    delivery: Delivery
    secrets: tuple[str, ...]


@outside_job("integrations.deliver", queue="webhooks", seconds=LEASE_SECONDS, attempts=20)
def deliver(job: Job) -> None:
    """One try of one message. Who answers anything but 2xx is tried again, by the schedule of ``actions``."""
    with scope(job.organisation_id):
        ready = _ready(job)
        wait = actions.begin_call(delivery=ready.delivery, now=timezone.now()) if ready else 0.0
    if ready is None:
        return
    if wait:
        raise RetryIn(wait)
    delivery = ready.delivery
    outcome = send(
        url=delivery.endpoint.url,
        uid=delivery.message.uid,
        payload=delivery.message.payload,
        secrets=ready.secrets,
        timestamp=int(epoch()),
    )
    with completing(job):
        actions.note_try(delivery=delivery, outcome=outcome, now=timezone.now())


def _ready(job: Job) -> _Ready | None:
    """None when nothing is to be sent any more. Raises RetryIn while sending is stopped or the endpoint is silent."""
    now = timezone.now()
    rows = Delivery.objects.select_related("endpoint", "message")
    delivery = rows.filter(pk=job.body["delivery_id"], state=DeliveryState.WAITING).first()
    if delivery is None or delivery.endpoint.disabled:
        return None
    if accounts.freeze_in(job.organisation_id):
        raise RetryIn(FROZEN_SECONDS)
    endpoint = delivery.endpoint
    if endpoint.held_until and endpoint.held_until > now:
        raise RetryIn((endpoint.held_until - now).total_seconds() + delivery.pk % 10)
    is_old_good = endpoint.old_secret_until is not None and endpoint.old_secret_until > now
    return _Ready(delivery, (endpoint.secret, *([endpoint.old_secret] if is_old_good else [])))


@cron("integrations.forget", every=timedelta(days=1), offset=timedelta(hours=18, minutes=43))
def forget() -> None:
    """Old messages go; endpoints that failed for days are switched off."""
    in_each(accounts.organisation_ids(), _tidy)


def _tidy(_organisation_id: int) -> None:
    now = timezone.now()
    actions.forget_old(now=now)
    actions.switch_off_failing(now=now)
