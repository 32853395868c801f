"""Conversations follow their customer through a merge."""

from collections.abc import Mapping

from changlai.kernel import db

# Two open conversations on one account become one: the messages move to the newer row's elder, which stays open.
_FOLD = """with pairs as (
    select c.organisation_id o, c.id old, (select k.id from inbox_conversation k where k.organisation_id = c.organisation_id and k.customer_id = m.n
        and k.account_id = c.account_id and k.state = 'open') keep
    from inbox_conversation c join unnest(%s::bigint[], %s::bigint[]) m(o, n) on c.customer_id = m.o where c.state = 'open'),
  moved as (update inbox_message t set conversation_id = p.keep from pairs p where t.organisation_id = p.o and t.conversation_id = p.old and p.keep is not null returning 1),
  summed as (update inbox_conversation k set last_message_at = greatest(k.last_message_at, c.last_message_at), unread_count = k.unread_count + c.unread_count,
      preview = case when c.last_message_at > k.last_message_at then c.preview else k.preview end, waiting_since = least(k.waiting_since, c.waiting_since),
      window_opened_at = greatest(k.window_opened_at, c.window_opened_at)
      from pairs p join inbox_conversation c on c.organisation_id = p.o and c.id = p.old where k.organisation_id = p.o and k.id = p.keep returning 1)
  update inbox_conversation c set state = 'closed', closed_at = clock_timestamp(), waiting_since = null, unread_count = 0 from pairs p
    where c.organisation_id = p.o and c.id = p.old and p.keep is not null"""


class Inbox:
    def move(self, moves: Mapping[int, int]) -> None:
        arrays = (list(moves), list(moves.values()))
        db.run(_FOLD, arrays)
        db.run(
            "update inbox_conversation t set customer_id = m.n from unnest(%s::bigint[], %s::bigint[]) m(o, n) where t.customer_id = m.o",
            arrays,
        )


PARTICIPANT = Inbox()
