"""From a checked tree to one boolean expression over ``r``.

Every condition is true or not; NULL counts as not. A "not" is pushed down to the conditions, where most have an
opposite that the database can look up (an anti-join instead of a question for each row).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from changlai.accounts.models import Member
from changlai.records.contracts import Asked, Sql
from changlai.records.filters.bound import Bound, Filter, Joined, Part
from changlai.records.filters.operators import OPPOSITES, operators_of

TRUE = Sql("true")


def compiled(found: Filter, member: Member | None) -> Sql:
    """The whole filter as one expression; ``true`` for everything."""
    return _part(found.root, member, found.now, is_negated=False)


def condition(one: Bound, member: Member | None, *, now: datetime) -> Sql:
    """One condition alone; ``now`` is the filter's."""
    return _bound(one, member, now, is_negated=False)


def _part(part: Part, member: Member | None, now: datetime, *, is_negated: bool) -> Sql:
    if isinstance(part, Bound):
        return _bound(part, member, now, is_negated=is_negated)
    if not isinstance(part, Joined):
        return _part(part.part, member, now, is_negated=not is_negated)
    if not part.parts:
        return TRUE if part.is_all != is_negated else Sql("false")
    made = [_part(one, member, now, is_negated=is_negated) for one in part.parts]
    if len(made) == 1:
        return made[0]
    word = " and " if part.is_all != is_negated else " or "
    values: dict[str, Any] = {}
    for one in made:
        values |= one.values
    return Sql(f"({word.join(one.text for one in made)})", values)


def _bound(one: Bound, member: Member | None, now: datetime, *, is_negated: bool) -> Sql:
    test = one.attribute.test
    assert test is not None  # noqa: S101 - checking refuses what cannot be compared
    operator = one.operator
    opposite = OPPOSITES.get(operator)
    is_turned = is_negated and opposite in operators_of(one.attribute)
    if is_turned and opposite is not None:
        operator = opposite
    made = test(Asked(f"f{one.number}", operator, one.values, member, now))
    _look_at_names(made.values, one.number)
    if is_negated and not is_turned:
        return Sql(f"(({made.text}) is not true)", made.values)
    return Sql(f"({made.text})", made.values, ids=made.ids, some=made.some, sift=made.sift)


def _look_at_names(values: Mapping[str, Any], number: int) -> None:
    """A value under somebody else's name would silently replace theirs."""
    foreign = [name for name in values if name != f"f{number}" and not name.startswith(f"f{number}_")]
    if foreign:
        raise ValueError(f"names of values begin with the name that was asked: {foreign}")
