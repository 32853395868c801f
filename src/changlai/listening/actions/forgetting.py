"""Mentions go when their time of keeping is over, with their source, or with the person who said them: the sums move
with them, and cases stay.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from changlai.ai import actions as ai
from changlai.ai.enums import Sentiment
from changlai.channels import actions as channels
from changlai.kernel import db, events, tenancy
from changlai.listening.actions import authors, tallies
from changlai.listening.actions.folding import REMEMBERED
from changlai.listening.actions.turns import take_turns
from changlai.listening.events import MentionTold
from changlai.listening.models import Author, Mention

AT_ONCE = 500  # mentions of one transaction
_OVER = """
    select m.id from listening_mentionsource s cross join lateral (
      select id from listening_mention where organisation_id = s.organisation_id and source_id = s.id
        and expires_at <= %(now)s order by expires_at limit %(most)s) m
    where s.organisation_id = %(org)s limit %(most)s"""
_OF_SOURCE = "select id from listening_mention where organisation_id = %b and source_id = %b order by id limit %b"
_OF_AUTHORS = (
    "select id from listening_mention where organisation_id = %b and author_id = any(%b::bigint[]) order by id"
)
_AUTHORS = """
    select author_id, sentiment from listening_mention
    where organisation_id = %b and id = any(%b::bigint[]) and author_id is not null"""
_CORRECTED = """
    select text from listening_mention
    where organisation_id = %b and id = any(%b::bigint[]) and corrected_at is not null"""
_DELETE = "delete from listening_mention where organisation_id = %b and id = any(%b::bigint[])"
_DELETE_AUTHORS = """
    with gone as (delete from listening_author a where a.organisation_id = %(org)s and a.id = any(%(ids)b::bigint[])
      returning 1) select count(*) from gone"""
_NAMES = """
    select key, kind <> '' from listening_author where organisation_id = %(org)s and id = any(%(ids)b::bigint[])"""
_KEYS = """
    select key from listening_mention where organisation_id = %(org)s and author_id = any(%(ids)b::bigint[])"""
_UNQUOTE = """
    update listening_mention q set about = '' from listening_mention m
    where m.organisation_id = %(org)s and m.author_id = any(%(ids)b::bigint[])
      and q.organisation_id = m.organisation_id and q.platform = m.platform and q.parent = m.key and q.about <> ''"""
_SILENT = """
    delete from listening_author a where a.organisation_id = %(org)s and a.id in (
      select o.id from listening_author o
      where o.organisation_id = %(org)s and o.mention_count <= 0 and o.customer_id is null
      and not exists (select from listening_case c where c.organisation_id = %(org)s and c.author_id = o.id)
      and not exists (select from listening_mention m where m.organisation_id = %(org)s and m.author_id = o.id)
      order by o.id limit %(most)s)"""
_OLD_BANDS = """
    delete from listening_mentionband where organisation_id = %(org)s and id in (
      select id from listening_mentionband where organisation_id = %(org)s and said_at < %(until)s
      order by said_at limit %(most)s)"""


def forget_over(*, now: datetime) -> bool:
    """Delete a piece of what is kept no longer, for the organisation in scope; True when there may be more."""
    org = tenancy.organisation_id()
    take_turns()
    ids = [row[0] for row in db.rows(_OVER, {"org": org, "now": now, "most": AT_ONCE})]
    forget(ids)
    db.run(_OLD_BANDS, {"org": org, "until": now - REMEMBERED, "most": 20 * AT_ONCE})
    db.run(_SILENT, {"org": org, "most": AT_ONCE})
    return len(ids) == AT_ONCE


def forget(mention_ids: Collection[int]) -> None:
    """Delete mentions, in the caller's transaction: authors and sums count them no longer, and what somebody said they
    mean is unlearned with their text.
    """
    if not mention_ids:
        return
    asked = (tenancy.organisation_id(), sorted(set(mention_ids)))
    told = [(author, sentiment == Sentiment.NEGATIVE) for author, sentiment in db.rows(_AUTHORS, asked)]
    corrected = [text for (text,) in db.rows(_CORRECTED, asked)]
    if corrected:
        ai.forget(corrected)
    tallies.take_away(mention_ids)
    authors.count(told, -1)
    db.run(_DELETE, asked)


def forget_source(source_id: int) -> None:
    """Delete what came through a source, in the caller's transaction."""
    take_turns()
    org = tenancy.organisation_id()
    while ids := [row[0] for row in db.rows(_OF_SOURCE, (org, source_id, AT_ONCE))]:
        forget(ids)


def forget_authors(author_ids: Sequence[int]) -> list[tuple[str, int]]:
    """Delete authors with all they said, in the caller's transaction: what others quote of it, what their platforms
    told of it, and what waits in the log, too. (table, rows) of each.
    """
    take_turns()
    org = tenancy.organisation_id()
    asked = {"org": org, "ids": list(author_ids)}
    names = db.rows(_NAMES, asked)
    keys = [row[0] for row in db.rows(_KEYS, asked)]
    ids = [row[0] for row in db.rows(_OF_AUTHORS, (org, list(author_ids)))]
    db.run(_UNQUOTE, asked)
    for start in range(0, len(ids), AT_ONCE):
        forget(ids[start : start + AT_ONCE])
    gone = db.value(_DELETE_AUTHORS, asked)
    claimed, named = ([key for key, is_claim in names if is_claim == which] for which in (True, False))
    told = channels.forget_person(organisation_id=org, delivery_ids=(), values=claimed, references=())
    waiting = _forget_told(("claim", "value"), claimed) + _forget_told(("name",), named) + _unquote(keys)
    return [(Author._meta.db_table, gone), (Mention._meta.db_table, len(ids)), *told, ("event_log", waiting)]


def _forget_told(place: tuple[str, ...], values: Sequence[str]) -> int:
    """What was handed over of these speakers and stands in the log; how many."""
    if not values:
        return 0
    return events.forget_words(
        organisation_id=tenancy.organisation_id(),
        kind=events.kind_of(MentionTold),
        path=("said", "speaker", *place),
        values=values,
    )


def _unquote(keys: Sequence[str]) -> int:
    """What others answered was handed over with the words it answers: these go from the log, too."""
    if not keys:
        return 0
    return events.blank(
        organisation_id=tenancy.organisation_id(),
        kind=events.kind_of(MentionTold),
        path=("said", "parent"),
        values=keys,
        place=("said", "about"),
    )
