"""A list narrowed down to the records that are found by words: one condition more among those of its filter."""

from collections.abc import Sequence

import numpy as np

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.records import matching, registry
from changlai.records.arrays import ids_array
from changlai.records.contracts import Asked, Sql
from changlai.records.queries.asking import Question

LISTED = 20_000  # records with the words that are named one by one: where there are more, each of a list is looked at
SOME = 3_000  # above so many it is asked whether there are likely to be more than LISTED
LOOKED_AT = 300  # of so few the words themselves are looked at, as the search does
_AT_ONCE = 1_000
_IDS = "select * from records_text_ids(%(org)s, %(kind)s, %(sets)b::int4[], %(depth)s)"
_EXPECTED = "select records_text_expected(%(org)s, %(kind)s, %(sets)b::int4[])"


def found_by(kind: str, asked: Asked) -> Sql:
    """Whether a record of a kind is found by what was asked, by whom it is asked; nobody is by too little.

    Of very many the pieces alone decide: two of one word may come from two words of the record.
    """
    question = Question(asked.member, registry.kinds()[kind], str(asked.values[0]), is_strict=True)
    if not question.asked["ranks"]:
        return Sql("false")
    found = _ids(question, SOME + 1)
    is_many = len(found) > SOME and question.sees_all and db.value(_EXPECTED, question.asked) > LISTED
    if len(found) > SOME and not is_many:
        found = _ids(question, LISTED + 1)
        is_many = len(found) > LISTED and question.sees_all
    if is_many:
        names = {part: f"{asked.name}_{part}" for part in ("kind", "sets")}
        text = f"records_text_holds(%(organisation)s, %({names['kind']})s, r.id, %({names['sets']})b::int4[])"
        return Sql(text, {name: question.asked[part] for part, name in names.items()}, some=np.array(found))
    if len(found) <= LOOKED_AT or not question.sees_all:
        found = _matching(question, found[:LISTED])
    ids = f"select unnest(%({asked.name})b::bigint[]) as id"
    return Sql(f"r.id = any(%({asked.name})b::bigint[])", {asked.name: ids_array(found)}, ids)


def record_ids(member: Member, kind: str, text: str) -> list[int]:
    """Ids of records that are found by ``text``, LISTED at most, in no order; the caller asks who may see them."""
    question = Question(member, registry.kinds()[kind], text, is_strict=True)
    if not question.asked["ranks"]:
        return []
    found = _ids(question, LISTED)[:LISTED]
    return _matching(question, found) if len(found) <= LOOKED_AT or not question.sees_all else found


def _ids(question: Question, depth: int) -> list[int]:
    """Ids of records that have the pieces: of each way to have them so many at most."""
    return [row[0] for row in db.rows(_IDS, question.asked | {"depth": depth})]


def _matching(question: Question, ids: Sequence[int]) -> list[int]:
    """Those whose words hold it, as the member may look into them."""
    found: list[int] = []
    for start in range(0, len(ids), _AT_ONCE):
        words = question.words(ids[start : start + _AT_ONCE])
        found += (one for one, own in words.items() if matching.best(own, question.terms, question.sight) is not None)
    return found
