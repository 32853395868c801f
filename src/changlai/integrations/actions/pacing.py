"""How much one endpoint is asked to take: a slow one must not hold the others back, a small one not drown."""

from datetime import datetime, timedelta

from changlai.integrations.models import Delivery, Endpoint

PARALLEL_CALLS = 2  # of one endpoint, over all workers; fewer than a worker has threads for webhooks
CALLS_PER_SECOND = 20  # to one endpoint
BURST_CALLS = 40  # so many at once after a pause
LONGEST_TURN = timedelta(minutes=10)
# No call lasts as long: whoever still stands there died with it.
CALL_OVER = timedelta(seconds=60)
_STEP = timedelta(seconds=1 / CALLS_PER_SECOND)


def begin_call(*, delivery: Delivery, now: datetime) -> float:
    """Take a place among the calls to the endpoint: 0, or the seconds after which to ask again.

    Who waits gets a turn, one after the other at the endpoint's pace: ten thousand that wait do not all come back at
    once. Call it in a transaction that is committed before the call; ``note_try`` gives the place back.
    """
    endpoint = Endpoint.objects.select_for_update(of=("self",)).get(pk=delivery.endpoint_id)
    under_way = Delivery.objects.filter(endpoint=endpoint, called_at__gt=now - CALL_OVER).exclude(pk=delivery.pk)
    paced = max(endpoint.paced_at or now, now)
    if paced - now > _STEP * (BURST_CALLS - 1) or under_way.count() >= PARALLEL_CALLS:
        return _turn(endpoint, now)
    Endpoint.objects.filter(pk=endpoint.pk).update(paced_at=paced + _STEP)
    Delivery.objects.filter(pk=delivery.pk).update(called_at=now)
    return 0.0


def _turn(endpoint: Endpoint, now: datetime) -> float:
    turn = min(max(endpoint.turn_at or now, now) + _STEP, now + LONGEST_TURN)
    Endpoint.objects.filter(pk=endpoint.pk).update(turn_at=turn)
    return max((turn - now).total_seconds(), 0.1)
