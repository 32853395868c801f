"""What became of messages: tries, giving up, sending again."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.integrations.actions.endpoints import disable
from changlai.integrations.actions.telling import order, payload_of
from changlai.integrations.contracts import Outcome
from changlai.integrations.enums import DeliveryState, Disabled
from changlai.integrations.errors import EndpointOff
from changlai.integrations.models import Delivery, Endpoint, Message, Try
from changlai.integrations.registry import PING
from changlai.kernel import audit, db
from changlai.kernel.tenancy import organisation_id
from changlai.notifications import actions as notifications
from changlai.notifications.contracts import Notice

# Seconds before the 2nd, 3rd ... try: about three days in all, as Standard Webhooks advises.
SCHEDULE = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
FAILING = timedelta(days=5)  # an endpoint that has taken nothing for so long is switched off
HOLD_SECONDS = 30.0  # an endpoint that did not answer is left alone for so long
REPLAYED_AT_ONCE = 10_000
KEPT = timedelta(days=30)
_AGAIN = """
    update integrations_delivery d set state = 'waiting', round_count = 0, next_at = %s, done_at = null
    where d.organisation_id = %s and d.id in (
      select x.id from integrations_delivery x join integrations_message m
        on m.organisation_id = x.organisation_id and m.id = x.message_id
      where x.organisation_id = %s and x.endpoint_id = %s and m.created_at >= %s and (x.state = 'failed' or %s)
        and x.state <> 'waiting' order by x.id limit %s)
    returning d.id"""
_FORGET = "delete from integrations_message where organisation_id = %s and created_at < %s"


def note_try(*, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    """Write a try down, and order the next one in the same transaction when there is to be one."""
    Try.objects.create(
        organisation_id=delivery.organisation_id,
        delivery=delivery,
        at=now,
        status=outcome.status,
        milliseconds=outcome.milliseconds,
        error=outcome.error,
        answer=outcome.answer,
    )
    pause = None if outcome.is_good or outcome.is_gone else _pause(delivery)
    Delivery.objects.filter(pk=delivery.pk).update(
        state=_state(outcome, pause),
        try_count=F("try_count") + 1,
        round_count=F("round_count") + 1,
        status=outcome.status,
        called_at=None,
        next_at=now + timedelta(seconds=pause) if pause is not None else None,
        done_at=None if pause is not None else now,
    )
    if pause is not None:
        order([(delivery.pk, delivery.organisation_id)], delay=pause)
    _note_health(delivery.endpoint, outcome, now=now)


def _state(outcome: Outcome, pause: float | None) -> DeliveryState:
    if outcome.is_good:
        return DeliveryState.DELIVERED
    return DeliveryState.WAITING if pause is not None else DeliveryState.FAILED


def _pause(delivery: Delivery) -> float | None:
    """By the schedule, a tenth more or less so that a crowd does not come back at once."""
    place = delivery.round_count
    if place >= len(SCHEDULE):
        return None
    return SCHEDULE[place] * (0.9 + secrets.randbelow(201) / 1000)


def _note_health(endpoint: Endpoint, outcome: Outcome, *, now: datetime) -> None:
    """An endpoint that is gone, or has failed for too long, is switched off; one that is silent has a moment's rest."""
    known = Endpoint.objects.filter(pk=endpoint.pk)
    if outcome.is_good:
        if endpoint.failing_since or endpoint.held_until:
            known.update(failing_since=None, held_until=None)
        return
    if outcome.is_gone:
        _switch_off(endpoint, Disabled.GONE, now=now)
        return
    hold = now + timedelta(seconds=HOLD_SECONDS) if outcome.status is None else None
    known.update(failing_since=Coalesce("failing_since", Value(now)), held_until=hold)
    if endpoint.failing_since and now - endpoint.failing_since > FAILING:
        _switch_off(endpoint, Disabled.FAILING, now=now)


def _switch_off(endpoint: Endpoint, why: Disabled, *, now: datetime) -> None:
    """Whoever made it and who may manage it are told; once for each time."""
    held = Endpoint.objects.select_for_update(of=("self",)).filter(pk=endpoint.pk, disabled="").first()
    if held is None:
        return
    disable(held, why, now=now)
    audit.record("integrations.webhook.switched", actor=None, obj=held, changes={"is_on": [True, False], "why": why})
    slug = accounts.slug_of(held.organisation_id)
    told = {member.pk for member in accounts.administrators()} | {int(held.created_by_id or 0)}
    notifications.notify(
        [
            Notice(
                kind="integrations.webhook_disabled",
                member_id=member_id,
                subject=held.name,
                url=reverse("integrations:endpoint", args=[slug, held.pk]),
                values={"name": held.name},
                once=f"webhook:{held.pk}:{now.isoformat()}",
            )
            for member_id in sorted(told)
        ],
        now=now,
    )


def switch_off_failing(*, now: datetime) -> None:
    """Endpoints of the organisation that have failed for too long though nothing is tried any more."""
    for endpoint in Endpoint.objects.filter(disabled="", failing_since__lt=now - FAILING):
        _switch_off(endpoint, Disabled.FAILING, now=now)


@transaction.atomic
def ping(*, endpoint: Endpoint, by: Member, now: datetime) -> Delivery:
    """Send a test message. Raises EndpointOff."""
    if endpoint.disabled:
        raise EndpointOff
    message = Message.objects.create(
        organisation_id=organisation_id(),
        uid=f"msg_{secrets.token_hex(14)}",
        topic=PING,
        payload=payload_of(PING, {"endpoint_id": endpoint.pk, "by": by.name}, at=now.isoformat(), sequence=0),
        created_at=now,
    )
    delivery = Delivery.objects.create(
        organisation_id=organisation_id(), endpoint=endpoint, message=message, next_at=now
    )
    order([(delivery.pk, delivery.organisation_id)])
    return delivery


@transaction.atomic
def replay(*, delivery: Delivery, by: Member, now: datetime) -> None:
    """Send one again, under the same id, with the whole schedule before it. Raises EndpointOff."""
    if delivery.endpoint.disabled:
        raise EndpointOff
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.WAITING, round_count=0, next_at=now, done_at=None
    )
    audit.record(
        "integrations.webhook.replayed", actor=by, obj=delivery.endpoint, changes={"message": delivery.message.uid}
    )
    order([(delivery.pk, delivery.organisation_id)])


@transaction.atomic
def replay_since(*, endpoint: Endpoint, since: datetime, also_delivered: bool, by: Member, now: datetime) -> int:
    """Send again what was given up since a moment, the oldest first; with ``also_delivered`` everything since then.

    At most REPLAYED_AT_ONCE; returns how many. Raises EndpointOff.
    """
    if endpoint.disabled:
        raise EndpointOff
    organisation = organisation_id()
    rows = db.rows(_AGAIN, (now, organisation, organisation, endpoint.pk, since, also_delivered, REPLAYED_AT_ONCE))
    changes = {"since": since.isoformat(), "count": len(rows)}
    audit.record("integrations.webhook.replayed", actor=by, obj=endpoint, changes=changes)
    order([(row[0], organisation) for row in rows])
    return len(rows)


def forget_old(*, now: datetime) -> None:
    """Messages older than KEPT, with their deliveries and tries."""
    db.run(_FORGET, (organisation_id(), now - KEPT))
