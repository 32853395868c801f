"""What became of messages on their way out."""

from collections.abc import Sequence

from changlai.channels.events import Delivered, DeliveryFailed, DeliveryUnknown
from changlai.inbox.actions.signals import tell_changed
from changlai.kernel import db

PREFIX = "inbox.message:"
# Only what is on its way can be settled (or an unknown end become known), so that reading these events again changes
# nothing: a message that failed, was sent again and arrived must not fail once more. What failed before the platform
# took it used up no window.
_SETTLE = """
    update inbox_message m set state = x.s, reason = x.r, can_retry = x.y,
      platform_id = case when x.p <> '' then x.p else m.platform_id end
    from unnest(%b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::bool[], %b::text[]) x(o, i, s, r, y, p)
    where m.organisation_id = x.o and m.id = x.i and (m.state = 'queued' or (m.state = 'unknown' and x.s = 'sent'))
    returning m.organisation_id, m.conversation_id"""
_GIVE_BACK = """
    update inbox_conversation c set window_sent = greatest(0, c.window_sent - x.n)
    from (select m.organisation_id o, m.conversation_id i, count(*) n from inbox_message m
          join unnest(%b::bigint[], %b::bigint[]) y(o, i) on m.organisation_id = y.o and m.id = y.i
          join inbox_conversation k on k.organisation_id = m.organisation_id and k.id = m.conversation_id
          where m.state = 'queued' and m.occurred_at >= k.window_opened_at group by 1, 2) x
    where c.organisation_id = x.o and c.id = x.i"""
_FLAG = """
    update inbox_conversation c set has_failed = exists (
      select from inbox_message m where m.organisation_id = c.organisation_id and m.conversation_id = c.id
        and m.author = 'member' and m.state = 'failed' and m.occurred_at >= c.last_message_at)
    where c.organisation_id = any(%b::bigint[]) and c.id = any(%b::bigint[])
    returning c.organisation_id, c.id, c.assignee_id"""


def reference(message_id: int) -> str:
    """The inbox's name for a message at the door out."""
    return f"{PREFIX}{message_id}"


def message_id(text: str) -> int:
    """The message a reference is about."""
    return int(text.removeprefix(PREFIX))


def settle_sent(events: Sequence[Delivered]) -> None:
    _settle(
        [
            (e.organisation_id, message_id(e.reference), "sent", "", False, e.platform_id)
            for e in events
            if e.reference.startswith(PREFIX)
        ]
    )


def settle_failed(events: Sequence[DeliveryFailed]) -> None:
    ours = [event for event in events if event.reference.startswith(PREFIX)]
    if ours:
        db.run(_GIVE_BACK, ([e.organisation_id for e in ours], [message_id(e.reference) for e in ours]))
    _settle(
        [
            (e.organisation_id, message_id(e.reference), "failed", e.reason, e.can_retry, "")
            for e in events
            if e.reference.startswith(PREFIX)
        ]
    )


def settle_unknown(events: Sequence[DeliveryUnknown]) -> None:
    _settle(
        [
            (e.organisation_id, message_id(e.reference), "unknown", e.reason, True, "")
            for e in events
            if e.reference.startswith(PREFIX)
        ]
    )


def _settle(rows: Sequence[tuple[int, int, str, str, bool, str]]) -> None:
    if not rows:
        return
    changed = db.rows(_SETTLE, tuple([row[i] for row in rows] for i in range(6)))
    if not changed:
        return
    flagged = db.rows(_FLAG, (sorted({row[0] for row in changed}), sorted({row[1] for row in changed})))
    tell_changed([(row[0], row[1], row[2]) for row in flagged], "state")
