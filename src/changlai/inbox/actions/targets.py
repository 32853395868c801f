"""Answers in time: who has waited nearly too long, who too long, and what changes when the targets do."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.inbox.actions.notifying import Word, tell_members
from changlai.inbox.actions.signals import tell_changed
from changlai.inbox.enums import ConversationState, Escalation
from changlai.inbox.models import Conversation
from changlai.inbox.notices import OVERDUE, WARNED
from changlai.inbox.queries.desk import NO_TERMS, overseers, terms_in
from changlai.kernel import db

AT_ONCE = 200
_ESCALATE = """
    with due as (
      select id from inbox_conversation
      where organisation_id = %(org)s and escalate_at <= %(now)s and state = 'open' and waiting_since is not null
        and snoozed_until is null order by escalate_at, id limit %(limit)s for no key update)
    update inbox_conversation c set
      escalation = case when c.answer_due_at <= %(now)s then 2 else 1 end,
      escalate_at = case when c.answer_due_at <= %(now)s then null else c.answer_due_at end
    from due where c.organisation_id = %(org)s and c.id = due.id
    returning c.id, c.assignee_id, c.escalation, c.answer_due_at, c.waiting_since"""
_RETARGET = """
    update inbox_conversation c set answer_due_at = x.due, escalate_at = x.warn, escalation = 0
    from unnest(%(ids)b::bigint[], %(dues)b::timestamptz[], %(warns)b::timestamptz[]) x(i, due, warn)
    where c.organisation_id = %(org)s and c.id = x.i and c.waiting_since is not null"""

Due = tuple[int, int | None, int, datetime, datetime]  # conversation, assignee, escalation, due, waiting since


def escalate(organisation_id: int, *, now: datetime) -> int:
    """Warn whose customers have nearly waited too long; tell them and those who lead of whoever has.

    Returns how many conversations it was about, at most AT_ONCE.
    """
    rows: Sequence[Due] = db.rows(_ESCALATE, {"org": organisation_id, "now": now, "limit": AT_ONCE})
    if rows:
        tell_changed([(organisation_id, row[0], row[1]) for row in rows], "state")
        zone = accounts.zone_of(organisation_id)
        tell_members(_words(rows, zone))
    return len(rows)


def _words(rows: Sequence[Due], zone: ZoneInfo) -> Iterator[Word]:
    late = [row for row in rows if row[2] == Escalation.OVERDUE]
    told = overseers({row[1] for row in late if row[1]}) if late else None
    names = dict(Member.objects.filter(id__in={row[1] for row in rows if row[1]}).values_list("id", "name"))
    for conversation_id, assignee_id, escalation, due, since in rows:
        moment = date_format(timezone.localtime(due, zone), "H:i")
        once = f"{conversation_id}:{since.isoformat()}"
        if escalation == Escalation.WARNED:
            if assignee_id:
                yield Word(WARNED, assignee_id, conversation_id, f"warned:{once}", {"due": moment})
            continue
        values = {"due": moment, "assignee": names.get(assignee_id or 0, "-")}
        above = told.of(assignee_id) if told else []
        for member_id in dict.fromkeys([assignee_id, *above] if assignee_id else above):
            yield Word(OVERDUE, member_id, conversation_id, f"overdue:{once}", values)


def retarget(organisation_ids: Iterable[int]) -> None:
    """Other targets or hours hold from now on, for those who wait already too."""
    ids = sorted(set(organisation_ids))
    terms = terms_in(ids)
    waiting = Conversation.objects.filter(
        organisation_id__in=ids, state=ConversationState.OPEN, waiting_since__isnull=False
    )
    found: dict[int, list[tuple[int, datetime | None, datetime | None]]] = {}
    rows = waiting.order_by("id").values_list("organisation_id", "id", "waiting_since", "first_answer_at")
    for organisation_id, pk, since, answered in rows.iterator():
        if since is None:
            continue
        due, warn = terms.get(organisation_id, NO_TERMS).deadline(since, is_first=answered is None)
        found.setdefault(organisation_id, []).append((pk, due, warn))
    for organisation_id, entries in found.items():
        columns = {name: [one[n] for one in entries] for n, name in enumerate(("ids", "dues", "warns"))}
        db.run(_RETARGET, {"org": organisation_id, **columns})
