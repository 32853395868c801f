"""Counting by sets of ids: every condition is asked by itself, from the index that holds it, and combined in memory.

Joining half a million tags with a million customers takes a second, two lists of ids a few milliseconds. A set stands
for its ids or, turned, for all others: so "not" costs nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.kernel.tenancy import organisation_id
from changlai.records.arrays import Ids, ids_array, ids_of
from changlai.records.contracts import Asked, Kind, Sql
from changlai.records.enums import Operator as Op
from changlai.records.filters import Bound, Filter, Joined, Part, compiled
from changlai.records.filters.operators import OPPOSITES, operators_of
from changlai.records.queries.within import within

NARROW = 8_000  # records that are left, of which the other conditions are asked together
TURNED = 1.0  # of what fits: where fewer than so many others are expected, these are asked for
_DENSE = 64  # an id in so many there is: asking a place for each is cheaper than looking each up
_NEGATIVE = frozenset({Op.IS_NOT, Op.NONE_OF, Op.IS_EMPTY, Op.DID_NOT})
_IDS = "select string_agg(int8send(x.id), ''::bytea) from ({rows}) x"
# Within what is seen, as the indexes of lists are: so they answer without a look at the records.
_OF_RECORDS = "select r.id from {table} r where r.organisation_id = %(organisation)s and {seen} and ({text})"
_AMONG = """
    select r.id from {table} r
    where r.organisation_id = %(organisation)s and r.id = any(%(among)b::bigint[]) and {text}"""
_COST_OF_A_PAGE, _TAKE_AS = (
    "select current_setting('random_page_cost')",
    "select set_config('random_page_cost', %s, true)",
)
_CACHED = "0.1"  # of reading a page in order
_ALL = "select count(*) from {table} r where r.organisation_id = %(organisation)s"


@dataclass(frozen=True, slots=True)
class _Set:
    """Ids in their order, each once; ``is_turned``: all others are meant."""

    ids: Ids
    is_turned: bool = False

    def turned(self) -> "_Set":
        return _Set(self.ids, not self.is_turned)

    def with_(self, other: "_Set") -> "_Set":
        """Who is in both."""
        if self.is_turned and other.is_turned:
            return _Set(ids_of(np.concatenate([self.ids, other.ids])), is_turned=True)
        if self.is_turned:
            return other.with_(self)
        return _Set(self.ids[_are_in(self.ids, other.ids) != other.is_turned])


def count(kind: Kind, member: Member, found: Filter, unseen: "QuerySet[Any]") -> int:
    """How many records fit; ``unseen`` are those of the organisation that the member does not see."""
    made = _set(found.root, kind, member, found)
    hidden = _hidden(unseen)
    seen = len(made.ids) - int(_are_in(hidden, made.ids).sum())
    if not made.is_turned:
        return seen
    total = db.rows(_ALL.format(table=kind.table), {"organisation": organisation_id()})[0][0]
    return int(total) - len(hidden) - seen


def seen_of(ids: Ids, unseen: "QuerySet[Any]") -> int:
    """How many of these records are not among those that the member does not see."""
    known = ids_of(ids)
    return len(known) - int(_are_in(_hidden(unseen), known).sum())


def _hidden(unseen: "QuerySet[Any]") -> Ids:
    return np.array(sorted(unseen.values_list("id", flat=True)), dtype=np.int64)


def _set(part: Part, kind: Kind, member: Member, found: Filter) -> _Set:
    """Who fits. Where few are left, the rest of what must hold is asked of these, in one statement."""
    if isinstance(part, Bound):
        return _of_condition(part, kind, member, found)
    if not isinstance(part, Joined):
        return _set(part.part, kind, member, found).turned()
    made = _Set(np.empty(0, dtype=np.int64), is_turned=True)  # everything
    parts = sorted(part.parts, key=_effort) if part.is_all else part.parts
    for place, one in enumerate(parts):
        if part.is_all and not made.is_turned and len(made.ids) <= NARROW:
            rest = replace(found, root=Joined(is_all=True, parts=tuple(parts[place:])))
            return _Set(_among(made.ids, kind, compiled(rest, member)))
        inner = _set(one, kind, member, found)
        made = made.with_(inner if part.is_all else inner.turned())
    return made if part.is_all or not part.parts else made.turned()


def _among(ids: Ids, kind: Kind, condition: Sql) -> Ids:
    """For whom of these it holds. Looking up what belongs to a few thousand is cheaper than the planner thinks, who
    would read what belongs to all.
    """
    if not len(ids):
        return ids
    values = {**condition.values, "among": ids_array(ids)}
    usual = db.value(_COST_OF_A_PAGE)
    db.rows(_TAKE_AS, (_CACHED,))
    found = _asked(_AMONG.format(table=kind.table, text=condition.text), values)
    db.rows(_TAKE_AS, (usual,))
    return found


def _effort(part: Part) -> int:
    """What is likely to leave few of all with little work comes first."""
    if not isinstance(part, Bound):
        return 3
    if part.operator in _NEGATIVE:
        return 4
    return 0 if part.operator in {Op.IS, Op.ANY_OF} else 1 if part.operator == Op.DID else 2


def _of_condition(one: Bound, kind: Kind, member: Member, found: Filter) -> _Set:
    """A negative condition is asked as its opposite, and turned; so is one that most fit, if the others are known."""
    opposite = OPPOSITES.get(one.operator)
    is_turned = one.operator in _NEGATIVE and opposite in operators_of(one.attribute)
    operator = opposite if is_turned and opposite is not None else one.operator
    assert one.attribute.test is not None  # noqa: S101 - checking refuses what cannot be compared
    made = one.attribute.test(Asked(f"f{one.number}", operator, one.values, member, found.now))
    if made.ids is not None:
        return _Set(ids_of(made.ids), is_turned)
    if made.rows:
        return _Set(_asked(made.rows, made.values), is_turned)
    seen = within(kind.visible(member))
    values = {**seen.values, **made.values}
    rows = _OF_RECORDS.format(table=kind.table, text=made.text, seen=seen.text)
    if made.others:
        parts = [_OF_RECORDS.format(table=kind.table, text=text, seen=seen.text) for text in made.others]
        others = " union all ".join(parts)
        if _expected(others, values) < TURNED * _expected(rows, values):
            return _Set(_asked(others, values), not is_turned)
    return _Set(_asked(rows, values), is_turned)


def _asked(rows: str, values: Mapping[str, Any]) -> Ids:
    (answer,) = db.packed(_IDS.format(rows=rows), {"organisation": organisation_id(), **values})
    return ids_of(np.frombuffer(answer[0] or b"", dtype=">i8"))


def _expected(rows: str, values: Mapping[str, Any]) -> float:
    """How many the planner thinks there are."""
    ((plan,),) = db.planned(f"explain (format json) {rows}", {"organisation": organisation_id(), **values})
    return float(plan[0]["Plan"]["Plan Rows"])


def _are_in(ids: Ids, others: Ids) -> NDArray[np.bool_]:
    """Which of them are among others; both in their order and each once."""
    if not len(ids) or not len(others):
        return np.zeros(len(ids), dtype=np.bool_)
    low, high = int(others[0]), int(others[-1])
    if high - low > _DENSE * (len(ids) + len(others)):
        places = np.searchsorted(others, ids)
        places[places == len(others)] = 0
        found: NDArray[np.bool_] = others[places] == ids
        return found
    is_there = np.zeros(high - low + 1, dtype=np.bool_)
    is_there[others - low] = True
    first, last = np.searchsorted(ids, [low, high + 1])
    held = np.zeros(len(ids), dtype=np.bool_)
    held[first:last] = is_there[ids[first:last] - low]
    return held
