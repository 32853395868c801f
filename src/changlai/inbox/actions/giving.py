"""Writing down who got which conversation: set-wise for rules, and one line of history for people's own deeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from changlai.accounts.models import Member
from changlai.inbox.actions.notifying import Word, tell_members
from changlai.inbox.actions.signals import tell_changed
from changlai.inbox.enums import Cause
from changlai.inbox.events import ConversationAssigned
from changlai.inbox.models import Assignment, Conversation
from changlai.inbox.notices import SHARED
from changlai.kernel import db
from changlai.kernel.events import publish

_GIVE = """
    update inbox_conversation c set assignee_id = x.m, sorted_at = %(now)s, queued_at = null
    from unnest(%(ids)b::bigint[], %(members)b::bigint[]) x(i, m)
    where c.organisation_id = %(org)s and c.id = x.i and c.assignee_id is null and c.state = 'open' returning c.id"""
_LINES = """
    insert into inbox_message (organisation_id, conversation_id, author, colleague, kind, text, content, occurred_at,
      state, reason, can_retry, is_recalled, platform_id)
    select %(org)s, i, 'system', '', 'assigned', '', jsonb_build_object('raw', r::jsonb), %(now)s,
      '', '', false, false, ''
    from unnest(%(ids)b::bigint[], %(raws)b::text[]) x(i, r)"""
_HISTORY = """
    insert into inbox_assignment (organisation_id, conversation_id, member_id, cause, rule_name, facts, at)
    select %(org)s, i, m, c, r, f::jsonb, %(now)s
    from unnest(%(ids)b::bigint[], %(members)b::bigint[], %(causes)b::text[], %(rules)b::text[], %(facts)b::text[])
      x(i, m, c, r, f)"""
_TURNS = """
    insert into inbox_workplace (organisation_id, member_id, last_given_at)
    select %(org)s, m, max(%(now)s + n * interval '1 microsecond')
    from unnest(%(members)b::bigint[]) with ordinality x(m, n) group by m
    on conflict (organisation_id, member_id) do update set last_given_at = excluded.last_given_at"""


@dataclass(frozen=True, slots=True)
class Gift:
    """A conversation a rule gives to a member, and what the rule saw."""

    conversation_id: int
    member_id: int
    member_name: str
    cause: Cause
    rule_name: str
    facts: Mapping[str, object] = field(default_factory=dict)


def give(organisation_id: int, gifts: Sequence[Gift], *, now: datetime, is_quiet: bool = False) -> None:
    """Give conversations nobody has to members; six statements, however many. ``is_quiet``: they know it already."""
    known = {"org": organisation_id, "now": now}
    rows = db.rows(
        _GIVE,
        known | {"ids": [one.conversation_id for one in gifts], "members": [one.member_id for one in gifts]},
    )
    done = {row[0] for row in rows}
    kept = [one for one in gifts if one.conversation_id in done]
    if not kept:
        return
    encode = msgspec.json.encode
    ids, members = [one.conversation_id for one in kept], [one.member_id for one in kept]
    raws = [encode({"to": one.member_name, "rule": one.rule_name, "cause": one.cause}).decode() for one in kept]
    db.run(_LINES, known | {"ids": ids, "raws": raws})
    history = {
        "ids": ids,
        "members": members,
        "causes": [one.cause.value for one in kept],
        "rules": [one.rule_name for one in kept],
        "facts": [encode(one.facts).decode() for one in kept],
    }
    db.run(_HISTORY, known | history)
    db.run(_TURNS, known | {"members": members})
    _tell(organisation_id, kept, now.isoformat(), is_quiet=is_quiet)


def _tell(organisation_id: int, gifts: Sequence[Gift], now: str, *, is_quiet: bool) -> None:
    publish(
        *(
            ConversationAssigned(
                organisation_id=organisation_id,
                key=one.conversation_id,
                conversation_id=one.conversation_id,
                to_id=one.member_id,
                by_id=0,
            )
            for one in gifts
        )
    )
    shelves: tuple[int | None, ...] = (None,)
    tell_changed(
        [(organisation_id, one.conversation_id, shelf) for one in gifts for shelf in (one.member_id, *shelves)],
        "assigned",
    )
    if is_quiet:
        return
    tell_members(
        Word(SHARED, one.member_id, one.conversation_id, f"shared:{one.conversation_id}:{now}", {"rule": one.rule_name})
        for one in gifts
    )


def note_assignment(
    conversation: Conversation, *, to: Member | None, by: Member | None, cause: Cause, now: datetime
) -> None:
    """One line of the history of who looked after a conversation."""
    Assignment.objects.create(
        organisation_id=conversation.organisation_id, conversation=conversation, member=to, by=by, cause=cause, at=now
    )


def tell_returned(organisation_id: int, taken: Sequence[tuple[int, int]], *, now: datetime) -> None:
    """(conversation, former assignee) of those taken back from colleagues who are away: written down, screens told."""
    names = dict(Member.objects.filter(id__in={former for _, former in taken}).values_list("id", "name"))
    known = {"org": organisation_id, "now": now, "ids": [one for one, _ in taken]}
    raws = [msgspec.json.encode({"away": names[former]}).decode() for _, former in taken]
    db.run(_LINES, known | {"raws": raws})
    history = {
        "members": [None for _ in taken],
        "causes": [Cause.AWAY.value for _ in taken],
        "rules": ["" for _ in taken],
        "facts": [msgspec.json.encode({"from": names[former]}).decode() for _, former in taken],
    }
    db.run(_HISTORY, known | history)
    tell_changed([(organisation_id, one, shelf) for one, former in taken for shelf in (former, None)], "assigned")
