"""Talks of visitors as their own page shows them: written once, numbered without gaps, read again after every pause.

A talk is one thread of one account. Who writes into it holds its row, so lines are committed in the order of their
numbers and a page that has seen number 7 has missed nothing before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

import msgspec

from changlai.channels import registry
from changlai.channels.contracts import Content
from changlai.channels.models import Account, Delivery, Talk
from changlai.channels.models import Line as LineRow
from changlai.kernel import db
from changlai.kernel.sse import room, tell_many

KEY_LENGTH, NAME_LENGTH = 120, 120
PAGE = 40  # lines of a talk sent at once
ROOM = "visitor"
LINE, TYPING, READ = "visit_line", "visit_typing", "visit_read"  # events of the room for the visitor's page
CUSTOMER_TYPING = "customer_typing"  # ... and for colleagues' screens
# By the edge, outside any scope: the function opens it. Parallel arrays: a talk, and after which number.
LINES_AFTER = "select * from channels_lines(%b, %b, %b::text[], %b::int[], %b)"
LINES_BEFORE = "select * from channels_lines_before(%b, %b, %b::text[], %b::int[], %b)"
TALKS = "select * from channels_talks(%b, %b, %b::text[])"
_OPEN = """
    insert into channels_talk (organisation_id, account_id, thread, last_number, seen_number, read_number)
    select o, a, t, 0, 0, 0 from unnest(%b::bigint[], %b::bigint[], %b::text[]) x(o, a, t) order by o, a, t
    on conflict (organisation_id, account_id, thread) do nothing"""
_HOLD = """
    select t.id, t.organisation_id, t.account_id, t.thread from channels_talk t
    join unnest(%b::bigint[], %b::bigint[], %b::text[]) x(o, a, th)
      on t.organisation_id = x.o and t.account_id = x.a and t.thread = x.th order by t.id for no key update of t"""
_WRITE = """
    with given as (
      select o, i, k, u, nm, ct::jsonb ct, at, n from unnest(%b::bigint[], %b::bigint[], %b::text[], %b::bool[],
        %b::text[], %b::text[], %b::timestamptz[]) with ordinality x(o, i, k, u, nm, ct, at, n)),
    fresh as (
      select g.*, t.last_number + row_number() over (partition by g.o, g.i order by g.n) number
      from given g join channels_talk t on t.organisation_id = g.o and t.id = g.i
      where not exists (select from channels_line l
        where l.organisation_id = g.o and l.talk_id = g.i and l.key = g.k)),
    counted as (
      update channels_talk t set last_number = f.number
      from (select o, i, max(number) number from fresh group by o, i) f
      where t.organisation_id = f.o and t.id = f.i)
    insert into channels_line (organisation_id, talk_id, number, key, is_ours, name, content, occurred_at)
    select o, i, number, k, u, nm, ct, at from fresh order by n returning organisation_id, talk_id"""
_EMPTY = """
    update channels_line l set content = '{"raw": {"gone": true}}'
    from channels_talk t where t.organisation_id = %b and t.account_id = %b and t.thread = %b
      and l.organisation_id = t.organisation_id and l.talk_id = t.id and l.key = %b and l.is_ours
      and l.content #> '{raw,gone}' is null
    returning 1"""
_SEEN = """
    update channels_talk t set seen_number = least(x.n, t.last_number)
    from unnest(%b::bigint[], %b::bigint[], %b::text[], %b::int[]) x(o, a, th, n)
    where t.organisation_id = x.o and t.account_id = x.a and t.thread = x.th and t.seen_number < x.n"""
_READ = """
    update channels_talk t set read_number = t.last_number
    where t.organisation_id = %b and t.account_id = %b and t.thread = %b and t.read_number < t.last_number
    returning t.last_number"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a talk. ``key`` is what makes it one; ``name`` the colleague's who wrote it."""

    organisation_id: int
    account_id: int
    thread: str
    key: str
    content: Content
    at: datetime
    is_ours: bool = False
    name: str = ""

    @property
    def talk(self) -> tuple[int, int, str]:
        return self.organisation_id, self.account_id, self.thread


def write(lines: Sequence[Line]) -> None:
    """Append lines that are not there yet, in the order given, and wake the pages that show their talks.

    Four statements, whatever their number. Two lines of one key in a batch are one.
    """
    fresh = list({(line.talk, line.key): line for line in reversed(lines)}.values())[::-1]
    if not fresh:
        return
    talks = _held(sorted({line.talk for line in fresh}))
    columns: tuple[list[Any], ...] = (
        [line.organisation_id for line in fresh],
        [talks[line.talk] for line in fresh],
        [line.key[:KEY_LENGTH] for line in fresh],
        [line.is_ours for line in fresh],
        [line.name[:NAME_LENGTH] for line in fresh],
        [msgspec.json.encode(line.content).decode() for line in fresh],
        [line.at for line in fresh],
    )
    written = {(row[0], row[1]) for row in db.rows(_WRITE, columns)}
    tell_many([(place(*talk), LINE, {}) for talk in talks if (talk[0], talks[talk]) in written])


def _held(talks: Sequence[tuple[int, int, str]]) -> dict[tuple[int, int, str], int]:
    """The ids of the talks, made where they are missing and locked until the transaction ends, in one order."""
    columns = tuple([talk[i] for talk in talks] for i in range(3))
    db.run(_OPEN, columns)
    return {(row[1], row[2], row[3]): row[0] for row in db.rows(_HOLD, columns)}


def recall(talk: tuple[int, int, str], key: str, now: datetime) -> bool:
    """Empty the line of this key, and add one that says so: a page that was away hears of it like of any other line.

    False when there is no such line, or it was emptied before.
    """
    _held([talk])
    if not db.rows(_EMPTY, (*talk, key)):
        return False
    told = Content(raw={"recalls": key})
    write([Line(*talk, f"{key}:recalled", told, now, is_ours=True)])
    return True


def note_seen(seen: Sequence[tuple[int, int, str, int]]) -> None:
    """Visitors have read up to here: (organisation, account, thread, number)."""
    if seen:
        db.run(_SEEN, tuple([row[i] for row in seen] for i in range(4)))


def tell_read(organisation_id: int, account_id: int, thread: str) -> None:
    """A colleague has the talk before their eyes; the visitor's page says so. Nothing happens the second time."""
    number = db.value(_READ, (organisation_id, account_id, thread))
    if number is not None:
        tell_many([(place(organisation_id, account_id, thread), READ, {"number": int(number)})])


def tell_typing(organisation_id: int, account_id: int, thread: str) -> None:
    """A colleague is writing; told to open pages only, never kept."""
    tell_many([(place(organisation_id, account_id, thread), TYPING, {})])


def place(organisation_id: int, account_id: int, thread: str) -> str:
    """The room of a talk, for the visitor's page and for the screens of colleagues."""
    return room(organisation_id, room_of(account_id, thread))


def room_of(account_id: int, thread: str) -> str:
    """The same without its organisation. The thread is in it as a number of at most 18 digits."""
    number = int.from_bytes(blake2b(thread.encode(errors="surrogatepass"), digest_size=7).digest(), "big")
    return f"{ROOM}:{account_id}:{number}"


def forget(identities: Sequence[tuple[str, str, str]]) -> int:
    """Erase the talks of a person, with what their pages told word for word; how many lines there were.

    ``identities`` are (kind, scope, value); the organisation is the one in scope.
    """
    count = 0
    for account in Account.objects.filter(parent__isnull=True).order_by("id"):
        door = registry.channel(account.channel).visits
        settings = {**account.settings, "account_id": account.id}
        threads = [thread for one in identities for thread in door.threads_of(*one, settings)] if door else []
        if threads:
            count += LineRow.objects.filter(talk__account_id=account.id, talk__thread__in=threads).delete()[0]
            Talk.objects.filter(account_id=account.id, thread__in=threads).delete()
            Delivery.objects.filter(account_id=account.id, thread__in=threads).delete()
    return count
