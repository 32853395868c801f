"""Out of sight until a moment, or until the customer writes; then on top of the list."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from changlai.accounts.models import Member
from changlai.inbox.actions.holding import hold, line
from changlai.inbox.actions.notifying import Word, tell_members
from changlai.inbox.actions.signals import tell_changed, tell_one
from changlai.inbox.enums import ConversationState
from changlai.inbox.errors import BadSnooze, NotOpen
from changlai.inbox.models import Conversation
from changlai.inbox.notices import WOKEN
from changlai.kernel import db

AT_ONCE = 500
LONGEST_SNOOZE = timedelta(days=366)
_WAKE = """
    with due as (
      select id, snoozed_until from inbox_conversation
      where organisation_id = %(org)s and snoozed_until <= %(now)s order by id limit %(limit)s for no key update)
    update inbox_conversation c set woken_at = d.snoozed_until, snoozed_until = null from due d
    where c.organisation_id = %(org)s and c.id = d.id returning c.id, c.assignee_id, d.snoozed_until"""
_LINES = """
    insert into inbox_message (organisation_id, conversation_id, author, colleague, kind, text, content, occurred_at,
      state, reason, can_retry, is_recalled, platform_id)
    select %(org)s, i, 'system', '', 'woken', '', '{}'::jsonb, %(now)s, '', '', false, false, ''
    from unnest(%(ids)b::bigint[]) i"""


@transaction.atomic
def snooze(*, conversation: Conversation, until: datetime, by: Member, now: datetime) -> None:
    """Take it off the list until then. Raises BadSnooze for a moment that is past or too far, NotOpen when closed."""
    if not now < until <= now + LONGEST_SNOOZE:
        raise BadSnooze
    held = hold(conversation)
    if held.state != ConversationState.OPEN:
        raise NotOpen
    held.snoozed_until, held.woken_at, held.queued_at = until, None, None
    held.save(update_fields=["snoozed_until", "woken_at", "queued_at"])
    line(held, "snoozed", by, now, until=timezone.localtime(until).isoformat())
    tell_one(held, "snoozed")


@transaction.atomic
def wake(*, conversation: Conversation, by: Member, now: datetime) -> None:
    """Bring it back before its time; nothing to do when it is not snoozed."""
    held = hold(conversation)
    if held.snoozed_until is None:
        return
    held.snoozed_until, held.woken_at = None, now
    held.save(update_fields=["snoozed_until", "woken_at"])
    line(held, "woken", by, now)
    tell_one(held, "woken")


def wake_due(organisation_id: int, *, now: datetime) -> int:
    """Bring back whose time has come, and tell who looks after them; returns how many, at most AT_ONCE."""
    rows = db.rows(_WAKE, {"org": organisation_id, "now": now, "limit": AT_ONCE})
    if rows:
        db.run(_LINES, {"org": organisation_id, "now": now, "ids": [row[0] for row in rows]})
        tell_changed([(organisation_id, row[0], row[1]) for row in rows], "woken")
        tell_members(
            Word(WOKEN, member_id, conversation_id, f"woken:{conversation_id}:{until.isoformat()}")
            for conversation_id, member_id, until in rows
            if member_id
        )
    return len(rows)
