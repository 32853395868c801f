"""Keeping records findable, set-wise: what changed is read again, in one transaction with the mark that said so."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from changlai.kernel import crypto, db, tenancy, turns
from changlai.records import registry
from changlai.records.arrays import IntArray, ids_array
from changlai.records.contracts import Word
from changlai.records.holders import holder_of
from changlai.records.many_pieces import held_by
from changlai.records.models import Field, IndexState
from changlai.records.pieces import key_number, kind_number

AT_ONCE = 5_000  # marks one turn takes: of very many records written together each has several, near one another
ALL_AT_ONCE = 5_000  # records one turn of a rebuild reads
MET_AT_ONCE = 5_000  # records that were met and get their place among the hits
MET_AGAIN = timedelta(minutes=10)  # what was met in the moments before the last look may have been committed after it
SAMPLE = 500  # records that are compared with what they would be read as, once a day
MARKED = 20_000  # records with a value of a field that are marked when it changes what it is found by
STRETCHES, STRETCH = 40, 250  # stretches of records, and records of each, by which common pieces are told
COMMON = 3_000  # records that have a piece, from which on it is noted as common
EPOCH_MINUTE = 60
_COUNT_COMMON = "select records_common_count(%s, %s, %b::bigint[], %s, %s)"
_WITH_VALUE = "select record_id from {table} where organisation_id = %s and field_id = %s and key <> '' limit %s"
_MARK = "select records_mark(%s, %s, %b::bigint[])"
_END = "select id from {table} where organisation_id = %s order by {order} limit 1"
_KEEP = """select records_text_{verb}(%(org)s, %(kind)s, %(made)s, %(ids)b::bigint[], %(seen)b::int4[],
    %(pieces)b::int4[], %(ends)b::int4[])"""
_DROP = "select records_text_drop(%s, %s, %b::bigint[])"
_ALL = 2**31 - 1  # marks
_TAKE = "select kind, record_id from records_take(%s, %s)"
_MADE = "select record_id, made, pieces from records_text_made(%s, %s, %b::bigint[])"
_MET = "select records_text_met(%s, %s, %b::bigint[], %b::int4[])"


def refresh(limit: int = AT_ONCE) -> int:
    """Read again what was marked in the organisation in scope, at most ``limit`` marks; returns how many records."""
    taken = db.rows(_TAKE, (tenancy.organisation_id(), limit))
    kinds = {kind_number(slug): slug for slug in registry.findables()}
    marked: dict[str, list[int]] = {}
    for kind, record_id in taken:
        if kind in kinds:
            marked.setdefault(kinds[kind], []).append(record_id)
    for slug in sorted(marked):  # in one order, as everybody: each kind's turn is kept until the transaction ends
        write(slug, marked[slug])
    return len(taken)


def write(kind: str, ids: Sequence[int], *, is_all: bool = False) -> int:
    """Make these records findable as they are now; who is gone is found no more. Returns how many can be found.

    One after the other: who read a record before a change must not write after who read it since.
    ``is_all``: many more follow, so that the index takes them in together.
    """
    org, number = tenancy.organisation_id(), kind_number(kind)
    turns.take("records.text", [f"{org} {kind}"])
    held = held_by(org, kind, words_of(kind, ids))
    there = [one for one, own in zip(held.ids, np.diff(held.ends, prepend=0), strict=True) if own]
    if there:
        seen = moments(kind, there)
        asked = {
            "org": org,
            "kind": number,
            "made": key_number(crypto.newest_key_id()),
            "ids": ids_array(held.ids),
            "seen": IntArray(np.array([seen.get(one, 0) for one in held.ids], dtype=np.int32)),
            "pieces": IntArray(held.numbers),
            "ends": IntArray(held.ends.astype(np.int32)),
        }
        db.rows(_KEEP.format(verb="fill" if is_all else "keep"), asked)
    gone = sorted(set(ids).difference(there))
    if gone:
        db.rows(_DROP, (org, number, gone))
    return len(there)


def words_of(kind: str, ids: Sequence[int]) -> dict[int, list[Word]]:
    """The words of records from all modules that have some. Who is gone for its own module is not in it."""
    own, *others = registry.findables()[kind]
    found = {one: list(words) for one, words in own.words(ids).items()}
    for source in others:
        for one, words in source.words(list(found)).items():
            if one in found:
                found[one] += words
    return found


def moments(kind: str, ids: Iterable[int]) -> Mapping[int, int]:
    """When records were last met, in minutes since 1970; one statement."""
    column, table = registry.findables()[kind][0].moment, _table(kind)
    if not column:
        return {}
    sql = f"""select id, (extract(epoch from {column}) / {EPOCH_MINUTE})::int4 from {table}
        where organisation_id = %s and id = any(%b::bigint[]) and {column} is not null"""  # noqa: S608 - declared by us
    return dict(db.rows(sql, (tenancy.organisation_id(), list(ids))))


def note_met(kind: str, now: datetime) -> int:
    """Move up what was met since the last look; returns how many records."""
    state = IndexState.objects.filter(kind=kind).first()
    column, present = registry.findables()[kind][0].moment, registry.findables()[kind][0].present or "true"
    if state is None or not column:
        return 0
    since = state.met_until or state.began_at
    sql = f"""select id, (extract(epoch from {column}) / {EPOCH_MINUTE})::int4, {column} from {_table(kind)}
        where organisation_id = %s and {column} >= %s and {present} order by {column} limit %s"""  # noqa: S608 - declared by us
    rows = db.rows(sql, (tenancy.organisation_id(), since, MET_AT_ONCE))
    if rows:
        db.rows(_MET, (state.organisation_id, kind_number(kind), [row[0] for row in rows], [row[1] for row in rows]))
    reached = rows[-1][2] if len(rows) == MET_AT_ONCE else now - MET_AGAIN
    IndexState.objects.filter(pk=state.pk).update(met_until=max(since, reached))
    return len(rows)


# --- all of them --------------------------------------------------------------------------------------------------


def pass_marks() -> int:
    """Take all marks of the organisation in scope away, unread: for who orders that everything be read, and has just
    written it. Returns how many records had one.
    """
    db.row("select set_config('statement_timeout', '0', true)")
    return int(db.value("select count(*) from records_take(%s, %s)", (tenancy.organisation_id(), _ALL)))


def rebuild(kind: str, now: datetime) -> IndexState:
    """Read all records of a kind again, from the next turn of ``index_kind`` on; they stay findable meanwhile."""
    fresh = {
        "made": key_number(crypto.newest_key_id()),
        "record_id": 0,
        "read_count": 0,
        "began_at": now,
        "done_at": None,
    }
    state, _is_new = IndexState.objects.update_or_create(
        organisation_id=tenancy.organisation_id(), kind=kind, defaults=fresh
    )
    return state


def read_again(field: Field, now: datetime) -> None:
    """Have records read again that are found by a field of their organisation's own, or were: those that have a value,
    all of the kind where these are very many.
    """
    if field.of not in registry.findables():
        return
    sql = _WITH_VALUE.format(table=holder_of(field.of).values._meta.db_table)
    ids = [row[0] for row in db.rows(sql, (field.organisation_id, field.pk, MARKED + 1))]
    if len(ids) > MARKED:
        rebuild(field.of, now)
    elif ids:
        db.rows(_MARK, (field.organisation_id, kind_number(field.of), ids_array(ids)))


def index_kind(kind: str, now: datetime, limit: int = ALL_AT_ONCE) -> bool:
    """One turn: read the next records of a kind and note how far it is. False: none left, or taken.

    A turn takes a second or two, and on a machine that has other work as long as it takes.
    """
    db.row("select set_config('statement_timeout', '0', true)")
    state = IndexState.objects.select_for_update(skip_locked=True).filter(kind=kind, done_at=None).first()
    if state is None:  # or another worker is at it
        return False
    sql = f"select id from {_table(kind)} where organisation_id = %s and id > %s order by id limit %s"  # noqa: S608 - declared by us
    ids = [row[0] for row in db.rows(sql, (state.organisation_id, state.record_id, limit))]
    state.read_count += write(kind, ids, is_all=True) if ids else 0
    state.record_id = ids[-1] if ids else state.record_id
    state.done_at = now if len(ids) < limit else None
    state.save()
    if state.done_at is not None:
        count_common(kind)
    return state.done_at is None


def count_common(kind: str) -> None:
    """Note which pieces very many records have, told from STRETCHES stretches of them: who looks for one walks."""
    org, table = tenancy.organisation_id(), _table(kind)
    ends = [db.value(_END.format(table=table, order=order), (org,)) for order in ("id", "id desc")]
    if None not in ends:
        starts = [ends[0] - 1 + (ends[1] - ends[0]) * at // STRETCHES for at in range(STRETCHES)]
        db.rows(_COUNT_COMMON, (org, kind_number(kind), starts, STRETCH, COMMON))


def catch_up(now: datetime) -> list[str]:
    """The kinds that have to be read, wholly or the rest of them: a new one, another release, another key."""
    wanted = key_number(crypto.newest_key_id())
    states = {state.kind: state for state in IndexState.objects.all()}
    for kind in registry.findables():
        if kind not in states or states[kind].made != wanted:
            states[kind] = rebuild(kind, now)
    return [kind for kind in registry.findables() if states[kind].done_at is None]


def check_index(kind: str, now: datetime, start: int, limit: int = SAMPLE) -> int:
    """Compare some records, those after ``start``, with what they would be read as, and read again what differs.

    Records that are found and are no more are looked for in the same stretch. Returns how many were mended.
    """
    org, number = tenancy.organisation_id(), kind_number(kind)
    sql = f"select id from {_table(kind)} where organisation_id = %s and id > %s order by id limit %s"  # noqa: S608 - declared by us
    ids = [row[0] for row in db.rows(sql, (org, start, limit))]
    held = [row[0] for row in db.rows("select * from records_text_after(%s, %s, %s, %s)", (org, number, start, limit))]
    looked = sorted({*ids, *(one for one in held if len(ids) < limit or one <= ids[-1])})
    made = {row[0]: row[2] for row in db.rows(_MADE, (org, number, looked))}
    right = dict(held_by(org, kind, words_of(kind, looked)).of_each())
    wrong = [one for one in looked if made.get(one, []) != right.get(one, [])]
    if wrong:
        write(kind, wrong)
    IndexState.objects.filter(kind=kind).update(checked_at=now, mended_count=len(wrong))
    count_common(kind)
    return len(wrong)


def _table(kind: str) -> str:
    """The kind's own table: the one whose ``id`` is the record's."""
    own = registry.findables()[kind][0]
    return next(table for table, column, _read in own.tables if column == "id")
