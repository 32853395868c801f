"""A customer writes before a planned answer was due: it would no longer fit. It is called off, the thread says so, and
its author is told.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from changlai.inbox.actions.notifying import Word, tell_members
from changlai.inbox.notices import LATER_OVERTAKEN
from changlai.kernel import db
from changlai.kernel.tenancy import scope

QUOTED = 200  # characters of the plan that the thread and the notice repeat
_OVERTAKE = """
    with off as (
      update inbox_latermessage l set state = 'overtaken'
      from unnest(%(orgs)b::bigint[], %(ids)b::bigint[], %(moments)b::timestamptz[]) x(o, c, t)
      where l.organisation_id = x.o and l.conversation_id = x.c and l.state = 'waiting'
      returning l.organisation_id, l.id, l.conversation_id, l.member_id, left(l.text, %(quoted)s) as text, x.t),
    said as (
      insert into inbox_message (organisation_id, conversation_id, member_id, author, colleague, kind, text, content,
        occurred_at, state, reason, can_retry, is_recalled, platform_id)
      select organisation_id, conversation_id, member_id, 'system', '', 'overtaken', '',
        jsonb_build_object('raw', jsonb_build_object('text', text)), t, '', '', false, false, ''
      from off order by id)
    select organisation_id, id, conversation_id, member_id, text from off order by organisation_id, id"""


def overtake(places: Sequence[tuple[int, int, datetime]]) -> None:
    """Call off what waits in conversations to which customers have written: (organisation, conversation, when)."""
    if not places:
        return
    known = {
        "orgs": [place[0] for place in places],
        "ids": [place[1] for place in places],
        "moments": [place[2] for place in places],
        "quoted": QUOTED,
    }
    for organisation_id, rows in groupby(db.rows(_OVERTAKE, known), key=lambda row: row[0]):
        with scope(organisation_id):
            tell_members(
                Word(LATER_OVERTAKEN, member_id, conversation_id, f"overtaken:{plan_id}", {"text": text or "-"})
                for _, plan_id, conversation_id, member_id, text in rows
            )
