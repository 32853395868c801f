"""Somebody has what the board shows counted again: piece by piece, each a job and a transaction of its own."""

from datetime import datetime, timedelta

from django.db import transaction

from changlai.accounts.models import Member
from changlai.kernel import audit, jobs, turns
from changlai.listening.actions import recounting
from changlai.listening.errors import RecountGoesOn
from changlai.listening.models import Recount

RECOUNT = "listening.recount"


@transaction.atomic
def order_recount(*, by: Member, now: datetime) -> Recount:
    """Begin to count everything again. Raises RecountGoesOn while that is under way."""
    turns.take("listening.recounts")
    if Recount.objects.filter(ended_at__isnull=True).exists():
        raise RecountGoesOn
    first, last = recounting.days_counted() or (None, None)
    made = Recount(organisation_id=by.organisation_id, by=by, asked_at=now, first_on=first, last_on=last)
    made.ended_at = now if first is None else None  # nothing was ever heard: nothing can be wrong
    made.save()
    audit.record("listening.recounted", actor=by, obj=made)
    if made.ended_at is None:
        _order(made)
    return made


def go_on(run_id: int, *, now: datetime) -> None:
    """Count the next days, in the caller's transaction, and order those after them."""
    run = Recount.objects.select_for_update(of=("self",)).filter(id=run_id, ended_at__isnull=True).first()
    if run is None or run.first_on is None or run.last_on is None:
        return
    first = run.done_on + timedelta(days=1) if run.done_on else run.first_on
    last = min(first + timedelta(days=recounting.PIECE_DAYS - 1), run.last_on)
    wrong = recounting.recount(first, last)
    run.mentions, run.aspects, run.words = (
        run.mentions + wrong.mentions,
        run.aspects + wrong.aspects,
        run.words + wrong.words,
    )
    run.done_on, run.ended_at = last, now if last == run.last_on else None
    run.save()
    if run.ended_at is None:
        _order(run)


def give_up(run_id: int, *, error: str, now: datetime) -> None:
    """Nobody counts on; what was counted so far is right."""
    Recount.objects.filter(id=run_id, ended_at__isnull=True).update(error=error, ended_at=now)


def _order(run: Recount) -> None:
    key = f"{RECOUNT}:{run.pk}:{run.done_on or ''}"
    jobs.add("jobs", [jobs.NewJob(run.organisation_id, RECOUNT, {"run_id": run.pk}, unique_key=key)])
