"""Conversations follow their customer through a merge; what undoing needs is kept."""

import json
from collections.abc import Mapping, Sequence

from changlai.customers.contracts import Kept
from changlai.inbox.actions.folding import take_along
from changlai.inbox.actions.signals import tell_changed
from changlai.kernel import db
from changlai.kernel.tenancy import organisations

# Places of customers.contracts.Kept: conversations that changed hands; the last line written before the merge; open
# conversations before and after; messages that went into another conversation, with where they lay.
MOVED, SINCE, OPEN, FOLDED = "inbox_conversation", "inbox_message:since", "inbox_conversation:open", "inbox_message"
# Open conversations that would meet on one account become one: the customer's own who stays, else the oldest. It takes
# the messages of the others, which are closed, the latest news among them and the earliest moment an answer is due; it
# comes back from its snooze when one of them was in sight.
_FOLD = """
    with shelf as (
      select c.organisation_id o, c.id, first_value(c.id) over (
        partition by c.organisation_id, coalesce(m.n, c.customer_id), c.account_id order by m.n is not null, c.id) keep
      from inbox_conversation c left join unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n) on m.o = c.customer_id
      where c.state = 'open' and c.customer_id = any(%(old)b::bigint[] || %(new)b::bigint[])),
    pairs as (select o, id, keep from shelf where id <> keep),
    moved as (
      update inbox_message t set conversation_id = p.keep from pairs p
      where t.organisation_id = p.o and t.conversation_id = p.id),
    sums as (
      select p.o, p.keep, max(c.last_message_at) as last, sum(c.unread_count) as unread,
        min(c.waiting_since) as waiting, min(c.first_answer_at) as answered, max(c.window_opened_at) as opened,
        bool_or(c.has_failed) as failed, min(c.assignee_id) as assignee, min(c.answer_due_at) as due,
        bool_or(c.snoozed_until is null) as in_sight, max(c.woken_at) as woken, min(c.queued_at) as queued,
        (array_agg(c.id order by c.last_message_at desc, c.id))[1] as latest,
        (array_agg(c.id order by c.window_opened_at desc nulls last, c.id))[1] as widest,
        (array_agg(c.id order by c.answer_due_at, c.id))[1] as soonest
      from pairs p join inbox_conversation c on c.organisation_id = p.o and c.id = p.id group by p.o, p.keep),
    summed as (
      update inbox_conversation k set
        last_message_at = greatest(k.last_message_at, s.last),
        unread_count = k.unread_count + s.unread,
        waiting_since = least(k.waiting_since, s.waiting),
        first_answer_at = least(k.first_answer_at, s.answered),
        window_opened_at = greatest(k.window_opened_at, s.opened),
        window_sent = case when s.opened > coalesce(k.window_opened_at, '-infinity') then w.window_sent
          else k.window_sent end,
        has_failed = k.has_failed or s.failed,
        assignee_id = coalesce(k.assignee_id, s.assignee),
        queued_at = case when coalesce(k.assignee_id, s.assignee) is null then least(k.queued_at, s.queued) end,
        snoozed_until = case when not s.in_sight then k.snoozed_until end,
        woken_at = greatest(k.woken_at, s.woken),
        answer_due_at = least(k.answer_due_at, s.due),
        escalate_at = case when s.due < coalesce(k.answer_due_at, 'infinity') then e.escalate_at
          else k.escalate_at end,
        escalation = case when s.due < coalesce(k.answer_due_at, 'infinity') then e.escalation else k.escalation end,
        address = case when s.last > k.last_message_at then l.address else k.address end,
        identity_id = case when s.last > k.last_message_at then l.identity_id else k.identity_id end,
        preview = case when s.last > k.last_message_at then l.preview else k.preview end,
        preview_kind = case when s.last > k.last_message_at then l.preview_kind else k.preview_kind end,
        preview_author = case when s.last > k.last_message_at then l.preview_author else k.preview_author end
      from sums s
      join inbox_conversation l on l.organisation_id = s.o and l.id = s.latest
      join inbox_conversation w on w.organisation_id = s.o and w.id = s.widest
      join inbox_conversation e on e.organisation_id = s.o and e.id = s.soonest
      where k.organisation_id = s.o and k.id = s.keep)
    update inbox_conversation c set state = 'closed', closed_at = clock_timestamp(), waiting_since = null,
      unread_count = 0, has_failed = false, snoozed_until = null, woken_at = null, queued_at = null,
      answer_due_at = null, escalate_at = null, escalation = 0
    from pairs p where c.organisation_id = p.o and c.id = p.id returning p.o, p.keep, p.id"""
_HOLD = """
    select c.id, coalesce(m.o, 0), coalesce(m.n, c.customer_id), c.account_id, to_jsonb(c)::text
    from inbox_conversation c left join unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n) on m.o = c.customer_id
    where c.organisation_id = any(%(org)b::bigint[]) and c.state = 'open'
      and c.customer_id = any(%(old)b::bigint[] || %(new)b::bigint[]) order by c.id for update of c"""
_LINES = """
    select conversation_id, array_agg(id order by id) from inbox_message
    where organisation_id = any(%(org)b::bigint[]) and conversation_id = any(%(ids)b::bigint[]) group by 1"""
_MOVE = """
    update inbox_conversation t set customer_id = m.n
    from unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n)
    where t.organisation_id = any(%(org)b::bigint[]) and t.customer_id = m.o returning m.o, t.id"""
_AFTER = "select id, to_jsonb(c)::text from inbox_conversation c where id = any(%b::bigint[])"
_ASSIGNEES = "select organisation_id, id, assignee_id from inbox_conversation where id = any(%b::bigint[]) order by id"
_LATEST = "select last_value from inbox_message_id_seq"


def hand_over(moves: Mapping[int, int]) -> list[Kept]:
    """Move the conversations of those who go; of two open ones on one account one takes the other in."""
    arrays = {"org": list(organisations()), "old": list(moves), "new": list(moves.values())}
    held = db.rows(_HOLD, arrays)
    since = int(db.value(_LATEST))
    lines: dict[int, list[int]] = dict(db.rows(_LINES, arrays | {"ids": _going(held)}))
    folded = db.rows(_FOLD, arrays)
    along = list(take_along([(row[0], row[1], row[2]) for row in folded], {row[0]: row[1] for row in held}))
    moved = db.rows(_MOVE, arrays)
    _tell(folded, {row[1] for row in moved})
    into = {gone: keep for _, keep, gone in folded}
    return [
        *along,
        *_open_ones(held, moves),
        *(Kept(old, MOVED, [row[1] for row in moved if row[0] == old]) for old in sorted({row[0] for row in moved})),
        *(Kept(old, SINCE, [since]) for old in moves),
        *(
            Kept(row[1], FOLDED, lines.get(row[0], []), [{"gone": row[0], "keep": into[row[0]]}])
            for row in held
            if row[0] in into
        ),
    ]


def _going(held: Sequence[db.Row]) -> list[int]:
    """Conversations that may be taken in by another one: those of customers who go."""
    return [row[0] for row in held if row[1]]


def _open_ones(held: Sequence[db.Row], moves: Mapping[int, int]) -> list[Kept]:
    """Every open conversation of these customers, as it was and as it became."""
    if not held:
        return []
    after: dict[int, str] = dict(db.rows(_AFTER, ([row[0] for row in held],)))
    some = {into: old for old, into in moves.items()}
    return [Kept(row[1] or some[row[2]], OPEN, rows=[json.loads(row[4]), json.loads(after[row[0]])]) for row in held]


def _tell(folded: Sequence[db.Row], moved: set[int]) -> None:
    """Screens that show one of these conversations look again.

    One that stays may have taken its assignee from one that goes: then it leaves the shelf of those without.
    """
    changed = moved | {one for _, *both in folded for one in both}
    now = db.rows(_ASSIGNEES, (sorted(changed),)) if changed else []
    tell_changed([*now, *((organisation, keep, None) for organisation, keep, _ in folded)], "state")
