"""What is counted of an account as it happens, and its last error in words."""

from collections.abc import Sequence
from datetime import datetime

from changlai.channels import orders
from changlai.channels.enums import Outcome
from changlai.channels.errors import CallFailed
from changlai.channels.models import Account
from changlai.kernel import db, tenancy


def note(account: Account, outcome: Outcome, reason: str, count: int = 1) -> None:
    """Count something on the account's health page."""
    note_many([(account.organisation_id, account.root_id, outcome, reason, count)])


def note_many(counts: Sequence[tuple[int, int, Outcome, str, int]]) -> None:
    """Count many things, one statement: (organisation, account, outcome, reason, how many)."""
    if counts:
        rows = [(org, account, str(outcome), reason, count) for org, account, outcome, reason, count in counts]
        db.run(orders.NOTE, [list(column) for column in zip(*rows, strict=True)])


def note_error(account_id: int, sentence: str, now: datetime) -> None:
    """Keep the account's last error in words; an empty sentence clears it."""
    Account.objects.filter(id=account_id).update(last_error=sentence, last_error_at=now if sentence else None)


def note_call_failed(account_id: int, error: CallFailed, now: datetime) -> None:
    """A platform said no: it stands on the health page until a call works again."""
    note_error(account_id, str(error.sentence), now)


# Only what it deletes itself is summed, so rows that are added meanwhile and a second fold at the same time do no harm.
_FOLD = """
    with many as (
      select organisation_id o, account_id a, day d, outcome w, reason r from channels_tally
      where organisation_id = any(%s) and day >= current_date - 7 group by 1, 2, 3, 4, 5 having count(*) > 1),
    gone as (
      delete from channels_tally using many where organisation_id = o and account_id = a and day = d and outcome = w
      and reason = r returning o, a, d, w, r, count)
    insert into channels_tally (organisation_id, account_id, day, outcome, reason, count)
    select o, a, d, w, r, sum(count) from gone group by 1, 2, 3, 4, 5"""


def fold_tallies() -> None:
    """Housekeeping: the counter rows of a day become one row each, for the organisations in scope.

    A busy day adds a million of them, and whoever looks at the health page would wait for their sum.
    """
    db.run(_FOLD, (list(tenancy.organisations()),))
