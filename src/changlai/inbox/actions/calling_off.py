"""A planned answer no longer fits, since the customer wrote first or the conversation was closed. It is called off, the
thread says so, and its author is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from changlai.accounts.models import Member
from changlai.inbox.actions.notifying import Word, tell_members
from changlai.inbox.enums import LaterState
from changlai.inbox.models import Conversation
from changlai.inbox.notices import LATER_CLOSED, LATER_OVERTAKEN
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.notifications.contracts import NoticeKind

QUOTED = 200  # characters of the plan that the thread and the notice repeat
Place = tuple[int, int, datetime]  # organisation, conversation, when
_CALL_OFF = """
    with off as (
      update inbox_latermessage l set state = %(state)s
      from unnest(%(orgs)b::bigint[], %(ids)b::bigint[], %(moments)b::timestamptz[]) x(o, c, t)
      where l.organisation_id = x.o and l.conversation_id = x.c and l.state = 'waiting'
      returning l.organisation_id, l.id, l.conversation_id, l.member_id, left(l.text, %(quoted)s) as text, x.t),
    said as (
      insert into inbox_message (organisation_id, conversation_id, member_id, author, colleague, kind, text, content,
        occurred_at, state, reason, can_retry, is_recalled, platform_id)
      select organisation_id, conversation_id, member_id, 'system', '', %(line)s, '',
        jsonb_build_object('raw', jsonb_build_object('text', text)), t, '', '', false, false, ''
      from off order by id)
    select organisation_id, id, conversation_id, member_id, text from off order by organisation_id, id"""


@dataclass(frozen=True, slots=True)
class _Why:
    """What becomes of the plan, the kind of line in the thread, and what its author is told."""

    state: LaterState
    line: str
    notice: NoticeKind


_OVERTAKEN = _Why(LaterState.OVERTAKEN, "overtaken", LATER_OVERTAKEN)
_CLOSED = _Why(LaterState.CANCELLED, "plan_ended", LATER_CLOSED)


def overtake(places: Sequence[Place]) -> None:
    """Call off what waits in conversations to which customers have written."""
    if places:
        _call_off(places, _OVERTAKEN)


def end_plans(*, conversation: Conversation, by: Member | None, now: datetime) -> None:
    """Call off what waits in a conversation that is being closed; who closes it reads so in the thread."""
    _call_off([(conversation.organisation_id, conversation.pk, now)], _CLOSED, by=by)


def _call_off(places: Sequence[Place], why: _Why, *, by: Member | None = None) -> None:
    known = {
        "orgs": [place[0] for place in places],
        "ids": [place[1] for place in places],
        "moments": [place[2] for place in places],
        "quoted": QUOTED,
        "state": why.state.value,
        "line": why.line,
    }
    for organisation_id, rows in groupby(db.rows(_CALL_OFF, known), key=lambda row: row[0]):
        with scope(organisation_id):
            tell_members(
                Word(why.notice, member_id, conversation_id, f"{why.line}:{plan_id}", {"text": text})
                for _, plan_id, conversation_id, member_id, text in rows
                if by is None or member_id != by.pk
            )
