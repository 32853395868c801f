"""Which operators a kind of value knows, and what each of them takes."""

from collections.abc import Mapping
from enum import StrEnum

from changlai.records.contracts import Attribute
from changlai.records.enums import AttributeKind as Kind
from changlai.records.enums import Operator as Op


class Takes(StrEnum):
    """What stands behind an operator in the tree."""

    NOTHING = "nothing"  # true
    ONE = "one"
    MANY = "many"
    TWO = "two"  # from, to
    DAYS = "days"
    BEHAVIOUR = "behaviour"  # {"kinds": [...], "times": n, "days": d}


TAKES: Mapping[Op, Takes] = {
    Op.IS: Takes.ONE,
    Op.IS_NOT: Takes.ONE,
    Op.ANY_OF: Takes.MANY,
    Op.NONE_OF: Takes.MANY,
    Op.ALL_OF: Takes.MANY,
    Op.CONTAINS: Takes.ONE,
    Op.STARTS_WITH: Takes.ONE,
    Op.AT_LEAST: Takes.ONE,
    Op.AT_MOST: Takes.ONE,
    Op.BETWEEN: Takes.TWO,
    Op.BEFORE: Takes.ONE,
    Op.AFTER: Takes.ONE,
    Op.LAST_DAYS: Takes.DAYS,
    Op.NEXT_DAYS: Takes.DAYS,
    Op.IS_EMPTY: Takes.NOTHING,
    Op.IS_FILLED: Takes.NOTHING,
    Op.DID: Takes.BEHAVIOUR,
    Op.DID_NOT: Takes.BEHAVIOUR,
}
# What holds exactly where the other does not: a negated condition is compiled as its opposite, which may use an index.
OPPOSITES: Mapping[Op, Op] = {
    Op.IS: Op.IS_NOT,
    Op.IS_NOT: Op.IS,
    Op.ANY_OF: Op.NONE_OF,
    Op.NONE_OF: Op.ANY_OF,
    Op.IS_EMPTY: Op.IS_FILLED,
    Op.IS_FILLED: Op.IS_EMPTY,
    Op.DID: Op.DID_NOT,
    Op.DID_NOT: Op.DID,
}
_FILLED = (Op.IS_EMPTY, Op.IS_FILLED)
_ONE_OF = (Op.IS, Op.IS_NOT, Op.ANY_OF, Op.NONE_OF)
_SEVERAL = (Op.ANY_OF, Op.ALL_OF, Op.NONE_OF)
_SIZE = (Op.IS, Op.IS_NOT, Op.AT_LEAST, Op.AT_MOST, Op.BETWEEN)
_TIME = (Op.IS, Op.IS_NOT, Op.BEFORE, Op.AFTER, Op.BETWEEN, Op.LAST_DAYS, Op.NEXT_DAYS)
_OF_KIND: Mapping[Kind, tuple[Op, ...]] = {
    Kind.TEXT: (*_ONE_OF, Op.CONTAINS, Op.STARTS_WITH, *_FILLED),
    Kind.PLACE: (*_ONE_OF, Op.CONTAINS, Op.STARTS_WITH, *_FILLED),
    Kind.NUMBER: (*_SIZE, *_FILLED),
    Kind.MONEY: (*_SIZE, *_FILLED),
    Kind.DATE: (*_TIME, *_FILLED),
    Kind.MOMENT: (*_TIME, *_FILLED),
    Kind.CHOICE: (*_ONE_OF, *_FILLED),
    Kind.MEMBER: (*_ONE_OF, *_FILLED),
    Kind.PHONE: (*_ONE_OF, *_FILLED),
    Kind.EMAIL: (*_ONE_OF, *_FILLED),
    Kind.CHOICES: (*_SEVERAL, *_FILLED),
    Kind.TAGS: (*_SEVERAL, *_FILLED),
    Kind.YES_NO: (Op.IS, Op.IS_NOT),
    Kind.FILE: _FILLED,
    Kind.BEHAVIOUR: (Op.DID, Op.DID_NOT),
}


def operators_of(attribute: Attribute) -> tuple[Op, ...]:
    """How an attribute can be compared, in the order they are offered; nothing for one that is only shown."""
    if attribute.test is None:
        return ()
    return attribute.operators or _OF_KIND[attribute.kind]
