"""Late news about messages: one did not arrive after all, was taken back, or was read."""

from collections.abc import Sequence

from changlai.channels import queries as channels
from changlai.channels.enums import InboundKind
from changlai.customers.events import ReceiptReceived
from changlai.inbox.actions.deliveries import PREFIX, message_id
from changlai.inbox.actions.signals import tell_changed
from changlai.kernel import db

_FAIL = """
    update inbox_message m set state = 'failed', reason = x.r, can_retry = false
    from unnest(%b::bigint[], %b::bigint[], %b::text[]) x(o, i, r), inbox_conversation c
    where m.organisation_id = x.o and m.id = x.i and c.organisation_id = x.o and c.id = m.conversation_id
    returning c.organisation_id, c.id, c.assignee_id"""
_RECALL = """
    update inbox_message m set is_recalled = true
    from unnest(%b::bigint[], %b::bigint[], %b::text[]) x(o, a, p), inbox_conversation c
    where m.organisation_id = x.o and m.platform_id = x.p and m.platform_id <> ''
      and c.organisation_id = x.o and c.id = m.conversation_id and c.account_id = x.a
    returning c.organisation_id, c.id, c.assignee_id"""
# Who has read a message has read those before it. One whose word of arrival is still on its way has arrived.
_SEE = """
    update inbox_message m set state = 'read'
    from unnest(%b::bigint[], %b::bigint[]) x(o, i), inbox_message s, inbox_conversation c
    where s.organisation_id = x.o and s.id = x.i and c.organisation_id = x.o and c.id = s.conversation_id
      and m.organisation_id = x.o and m.conversation_id = s.conversation_id and m.author = 'member'
      and m.state in ('queued', 'sent', 'unknown') and (m.occurred_at, m.id) <= (s.occurred_at, s.id)
    returning c.organisation_id, c.id, c.assignee_id"""
_MARK_FAILED = """
    update inbox_conversation set has_failed = true
    where organisation_id = any(%b::bigint[]) and id = any(%b::bigint[])"""


def take_receipts(events: Sequence[ReceiptReceived]) -> None:
    """Late news about messages: one did not arrive after all, was taken back, or was read."""
    failed = _fail([event for event in events if event.kind == InboundKind.SEND_FAILED])
    if failed:
        db.run(_MARK_FAILED, ([row[0] for row in failed], [row[1] for row in failed]))
    recalled = _recall([event for event in events if event.kind == InboundKind.RECALLED])
    seen = _see([event for event in events if event.kind == InboundKind.SEEN])
    changed = {(row[0], row[1], row[2]) for row in [*failed, *recalled, *seen]}
    tell_changed(sorted(changed, key=lambda row: row[1]), "state")


def _fail(events: Sequence[ReceiptReceived]) -> list[db.Row]:
    """Found through the door out, which knows what the platform calls a message before the inbox does."""
    if not events:
        return []
    references = channels.references([(event.account_id, event.platform_id) for event in events])
    rows = [
        (event.organisation_id, message_id(references[event.account_id, event.platform_id]), event.reason)
        for event in events
        if references.get((event.account_id, event.platform_id), "").startswith(PREFIX)
    ]
    return db.rows(_FAIL, tuple([row[i] for row in rows] for i in range(3))) if rows else []


def _see(events: Sequence[ReceiptReceived]) -> list[db.Row]:
    """Found as what failed is: by our key, which is the platform's name for it."""
    if not events:
        return []
    references = channels.references([(event.account_id, event.platform_id) for event in events])
    rows = [
        (event.organisation_id, message_id(reference))
        for event in events
        if (reference := references.get((event.account_id, event.platform_id), "")).startswith(PREFIX)
    ]
    return db.rows(_SEE, tuple([row[i] for row in rows] for i in range(2))) if rows else []


def _recall(events: Sequence[ReceiptReceived]) -> list[db.Row]:
    if not events:
        return []
    columns = ([e.organisation_id for e in events], [e.account_id for e in events], [e.platform_id for e in events])
    return db.rows(_RECALL, columns)
