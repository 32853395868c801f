"""Customers who come back soon after the end: their conversation goes on where it ended."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from changlai.inbox.events import ConversationReopened
from changlai.inbox.queries.desk import Terms
from changlai.kernel import db
from changlai.kernel.events import publish

Place = tuple[int, int, int]  # organisation, customer, account

# Who writes soon after the end goes on where it ended; the latest one only.
_REOPEN = """
    with latest as (
      select distinct on (x.o, x.cu, x.a) c.organisation_id o, c.id
      from unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::timestamptz[]) x(o, cu, a, since)
      join inbox_conversation c on c.organisation_id = x.o and c.customer_id = x.cu and c.account_id = x.a
        and c.state = 'closed' and c.closed_at >= x.since
      order by x.o, x.cu, x.a, c.closed_at desc, c.id desc),
    opened as (
      update inbox_conversation c set state = 'open', closed_at = null, close_reason_id = null, sorted_at = null
      from latest l where c.organisation_id = l.o and c.id = l.id and c.state = 'closed'
      returning c.id, c.organisation_id, c.customer_id, c.account_id, c.assignee_id, c.identity_id),
    lines as (
      insert into inbox_message (organisation_id, conversation_id, author, colleague, kind, text, content, occurred_at,
        state, reason, can_retry, is_recalled, platform_id)
      select o.organisation_id, o.id, 'system', '', 'reopened', '', '{}'::jsonb, x.since + x.days, '', '', false,
        false, '' from opened o
      join unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::timestamptz[], %b::interval[]) x(o, cu, a, since, days)
        on x.o = o.organisation_id and x.cu = o.customer_id and x.a = o.account_id)
    select id, organisation_id, customer_id, account_id, assignee_id, identity_id from opened order by id"""


def reopen_soon(missing: Sequence[Place], first: Mapping[Place, datetime], terms: Mapping[int, Terms]) -> list[db.Row]:
    """Open conversations again that ended so lately that they go on; no statement where nobody wants that.

    Returns id, organisation, customer, account, assignee and identity of each.
    """
    wanted = [place for place in missing if place[0] in terms and terms[place[0]].reopen_days]
    if not wanted:
        return []
    days = [timedelta(days=terms[place[0]].reopen_days) for place in wanted]
    since = [first[place] - span for place, span in zip(wanted, days, strict=True)]
    columns = tuple([place[i] for place in wanted] for i in range(3))
    opened = db.rows(_REOPEN, (*columns, since, *columns, since, days))
    publish(
        *(ConversationReopened(organisation_id=row[1], key=row[0], conversation_id=row[0], by_id=0) for row in opened)
    )
    return opened
