"""How accounts are: figures of the last days with their reasons, who has called, what arrived last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.utils import timezone

from changlai.channels.enums import Figure, Outcome
from changlai.channels.events import DELIVERED
from changlai.channels.models import Account, Tally
from changlai.kernel import db, tenancy
from changlai.kernel.events import dead

HEALTH_DAYS = 7
BELL = "bell"  # the reason under which the edge tallies bells


@dataclass(frozen=True, slots=True)
class Health:
    """An account's figures over the last days, and the reasons behind what was skipped, refused or failed."""

    figures: dict[Figure, int]
    reasons: list[tuple[Figure, str, int]]  # figure, reason, count; the most frequent first
    since: date


_FIGURES = {
    Outcome.RECEIVED: Figure.RECEIVED,
    Outcome.STORED: Figure.STORED,
    Outcome.REPEATED: Figure.REPEATED,
    Outcome.SKIPPED: Figure.SKIPPED,
    Outcome.REFUSED: Figure.REFUSED,
    Outcome.FAILED: Figure.FAILED_CALLS,
}


def health(account_ids: Sequence[int]) -> dict[int, Health]:
    """Health of accounts over the last seven days; two statements."""
    since = timezone.now().date() - timedelta(days=HEALTH_DAYS - 1)
    rows = (
        Tally.objects.filter(account_id__in=account_ids, day__gte=since, outcome__in=_FIGURES)
        .values("account_id", "outcome", "reason")
        .annotate(total=Sum("count"))
        .order_by("-total", "outcome", "reason")
    )
    figures: dict[int, dict[Figure, int]] = {account_id: dict.fromkeys(Figure, 0) for account_id in account_ids}
    reasons: dict[int, list[tuple[Figure, str, int]]] = {account_id: [] for account_id in account_ids}
    for row in rows:
        figure = Figure.BELLS if row["reason"] == BELL else _FIGURES[Outcome(row["outcome"])]
        figures[row["account_id"]][figure] += row["total"]
        if row["reason"] and figure != Figure.BELLS:
            reasons[row["account_id"]].append((figure, row["reason"], row["total"]))
    given_up = dead.counts_by_fact(tenancy.organisations(), DELIVERED, "account_id", since)
    return {
        account_id: Health(_disjoint(figures[account_id], given_up.get(account_id, 0)), reasons[account_id], since)
        for account_id in account_ids
    }


def _disjoint(figures: dict[Figure, int], given_up: int) -> dict[Figure, int]:
    """The figures with each delivery in one place: what was stored and then skipped or given up is not under stored.

    A consumer that is set back in the log tallies what it skips once more: then no more is taken away than there is.
    """
    stored = figures[Figure.STORED]
    skipped = min(figures[Figure.SKIPPED], stored)
    failed = min(given_up, stored - skipped)
    own = {Figure.SKIPPED: skipped, Figure.FAILED: failed, Figure.STORED: stored - skipped - failed}
    return {figure: own.get(figure, count) for figure, count in figures.items()}


def has_called(account: Account, *, by_check: bool) -> bool:
    """Whether the platform has reached our address: by its own check of it, or with anything."""
    wanted = Outcome.CHECKED if by_check else Outcome.RECEIVED
    return Tally.objects.filter(account_id=account.id, outcome=wanted).exists()


_LATEST = """select a.id, (select d.received_at from channels_delivery d
      where d.organisation_id = a.organisation_id and d.account_id = a.id order by d.id desc limit 1)
    from channels_account a where a.organisation_id = any(%s::bigint[]) and a.id = any(%s::bigint[])"""


def last_received(accounts: Iterable[Account]) -> dict[int, datetime | None]:
    """When something last arrived for each account; one statement."""
    wanted = list(accounts)
    organisations = sorted({account.organisation_id for account in wanted})
    return dict(db.rows(_LATEST, (organisations, [account.id for account in wanted])))
