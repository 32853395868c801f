"""When colleagues go away, those who wait for them are not left waiting."""

from datetime import datetime, timedelta

from changlai.accounts import queries as accounts
from changlai.inbox.actions.distribution import share_out
from changlai.inbox.actions.giving import tell_returned
from changlai.inbox.models import DeskSettings
from changlai.kernel import db

AT_ONCE = 200
_TAKE_BACK = """
    with gone as (
      select p.member_id from accounts_presence p
      where p.organisation_id = %(org)s and p.state <> 'online' and p.since <= %(since)s),
    left_alone as (
      select c.id, c.assignee_id from inbox_conversation c join gone on gone.member_id = c.assignee_id
      where c.organisation_id = %(org)s and c.state = 'open' and c.waiting_since is not null
        and c.snoozed_until is null order by c.id limit %(limit)s for no key update of c)
    update inbox_conversation c set assignee_id = null, sorted_at = null, queued_at = null from left_alone l
    where c.organisation_id = %(org)s and c.id = l.id returning c.id, l.assignee_id"""


def take_back(organisation_id: int, *, now: datetime) -> int:
    """Share the unanswered conversations of those who have been away for long out again; returns how many.

    Only within business hours: at night nobody is there to take them, and in the morning their colleague is back.
    """
    minutes = DeskSettings.objects.values_list("away_minutes", flat=True).first() or 0
    if not minutes or not accounts.hours(organisation_id).is_open(now):
        return 0
    since = now - timedelta(minutes=minutes)
    rows = db.rows(_TAKE_BACK, {"org": organisation_id, "since": since, "limit": AT_ONCE})
    if rows:
        tell_returned(organisation_id, [(row[0], row[1]) for row in rows], now=now)
        share_out([(organisation_id, row[0]) for row in rows], now=now)
    return len(rows)
