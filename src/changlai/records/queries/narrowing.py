"""A list narrowed down to the records that are found by words: one condition more among those of its filter."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.records import matching, registry
from changlai.records.arrays import Ids, ids_array, ids_of
from changlai.records.columns import among
from changlai.records.contracts import Asked, Sql
from changlai.records.queries.asking import Question

LISTED = 13_000  # records with the words that are named one by one: where there are more, each of a list is looked at
PARTLY = 20_000  # the same for who may not look into all of their words: each is looked at
SOME = 1_200  # of very many so many are named, which tells a list that there are more than it counts
LOOKED_AT = 300  # of so few the words themselves are looked at, as the search does
_AT_ONCE = 1_000
_IDS = """
    select string_agg(int8send(x.id), ''::bytea)
    from records_text_ids(%(org)s, %(kind)s, %(sets)b::int4[], %(depth)s) x(id)"""
_AMONG = """select * from records_text_sift(
    %(org)s, %(kind)s, %(sets)b::int4[], '{}'::int4[], %(ids)b::bigint[])"""
_EXPECTED = "select records_text_expected(%(org)s, %(kind)s, %(sets)b::int4[])"


def found_by(kind: str, asked: Asked) -> Sql:
    """Whether a record of a kind is found by what was asked, by whom it is asked; nobody is by too little.

    Of very many the pieces alone decide: two of one word may come from two words of the record.
    """
    question = Question(asked.member, registry.kinds()[kind], str(asked.values[0]), is_strict=True)
    if not question.asked["ranks"]:
        return Sql("false")
    most = LISTED if question.sees_all else PARTLY
    is_many = question.sees_all and db.value(_EXPECTED, question.asked) > LISTED
    found = _ids(question, (SOME if is_many else most) + 1)
    if is_many and len(found) <= SOME:  # what is expected of two pieces together may be far from true
        is_many = False
    elif not is_many:
        is_many = len(found) > most and question.sees_all
    if is_many:
        return _by_pieces(question, asked.name, found[:SOME])
    if len(found) <= LOOKED_AT or not question.sees_all:
        found = ids_of(_matching(question, found[:PARTLY].tolist()))
    return replace(among(asked.name, found), ids=found)


def _by_pieces(question: Question, name: str, some: Ids) -> Sql:
    """What very many have is asked of each record, or of those that a list walks along together."""
    names = {part: f"{name}_{part}" for part in ("kind", "sets")}
    sets = f"%({names['kind']})s, %({names['sets']})b::int4[]"
    return Sql(
        f"records_text_holds(%(organisation)s, %({names['kind']})s, r.id, %({names['sets']})b::int4[])",
        {name: question.asked[part] for part, name in names.items()},
        some=some,
        sift=f"select x.id from records_text_sift(%(organisation)s, {sets}, '{{{{}}}}'::int4[], {{ids}}) x(id)",  # noqa: S608 - our own text
    )


def record_ids(member: Member, kind: str, text: str, *, most: int) -> list[int] | None:
    """Ids of records that are found by ``text``, in no order; None when more than ``most`` are. The caller asks who may
    see them.
    """
    question = Question(member, registry.kinds()[kind], text, is_strict=True)
    if not question.asked["ranks"]:
        return []
    if db.value(_EXPECTED, question.asked) > LISTED:
        return None
    found = _ids(question, most + 1)
    if len(found) > most:
        return None
    return _matching(question, found.tolist())


def found_among(member: Member, kind: str, text: str, ids: Sequence[int]) -> set[int]:
    """Which of these records are found by ``text``: for who has the records and asks about their words."""
    question = Question(member, registry.kinds()[kind], text, is_strict=True)
    if not question.asked["ranks"] or not ids:
        return set()
    held = [row[0] for row in db.rows(_AMONG, question.asked | {"ids": ids_array(sorted(set(ids)))})]
    return set(_matching(question, held))


def _ids(question: Question, depth: int) -> Ids:
    """Ids of records that have the pieces, in their order; so many at least where one way to have them has so many."""
    (answer,) = db.packed(_IDS, question.asked | {"depth": depth})
    return ids_of(np.frombuffer(answer[0] or b"", dtype=">i8"))


def _matching(question: Question, ids: Sequence[int]) -> list[int]:
    """Those whose words hold it, as the member may look into them."""
    found: list[int] = []
    for start in range(0, len(ids), _AT_ONCE):
        words = question.words(ids[start : start + _AT_ONCE])
        found += (one for one, own in words.items() if matching.best(own, question.terms, question.sight) is not None)
    return found
