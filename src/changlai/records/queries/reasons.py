"""Why a record is in a list or out of it: every condition, in words, with its answer."""

from dataclasses import dataclass

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.kernel.tenancy import organisation_id
from changlai.records.contracts import Kind
from changlai.records.filters import Filter, compiled, told_condition
from changlai.records.filters.compiling import condition

_ANSWERS = "select {answers} from {table} r where r.organisation_id = %(organisation)s and r.id = %(record)s"


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition and whether the record is so; ``place`` is where it stands in the tree, as a JSON pointer."""

    place: str
    text: str
    holds: bool


def why(kind: Kind, member: Member, found: Filter, record_id: int) -> tuple[bool, list[Reason]] | None:
    """Whether a record is in, and what each condition says; None when the member may not see it. One statement."""
    if not db.is_id(record_id) or not kind.visible(member).filter(id=record_id).exists():
        return None
    asked = found.conditions()
    tests = [compiled(found, member), *(condition(one, member, now=found.now) for one in asked)]
    answers = ", ".join(f"({test.text}) is true" for test in tests)
    values = {name: value for test in tests for name, value in test.values.items()}
    sql = _ANSWERS.format(answers=answers, table=kind.table)
    (row,) = db.planned(sql, {**values, "organisation": organisation_id(), "record": record_id})
    told = zip(asked, row[1:], strict=True)
    return row[0], [Reason(one.place, told_condition(one), holds) for one, holds in told]
