"""Words of what records have in common."""

from enum import StrEnum


class AttributeKind(StrEnum):
    """What sort of value an attribute holds: it decides the operators, the input and how a cell is drawn."""

    TEXT = "text"
    NUMBER = "number"  # ten-thousandths, as own fields count
    MONEY = "money"  # cents; its currency is the organisation's
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"  # one of several words: values are their slugs or ids, as text
    CHOICES = "choices"  # several of them
    MEMBER = "member"
    TAGS = "tags"
    PHONE = "phone"
    EMAIL = "email"
    YES_NO = "yes_no"
    PLACE = "place"  # province, city, district
    FILE = "file"
    BEHAVIOUR = "behaviour"  # what a record did: see Operator.DID


class Operator(StrEnum):
    """How a value is compared. Which of them an attribute knows follows from its kind."""

    IS = "is"
    IS_NOT = "is_not"
    ANY_OF = "any_of"
    NONE_OF = "none_of"
    ALL_OF = "all_of"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    BEFORE = "before"
    AFTER = "after"
    LAST_DAYS = "last_days"  # relative to today in the organisation's time zone
    NEXT_DAYS = "next_days"
    IS_EMPTY = "is_empty"
    IS_FILLED = "is_filled"
    DID = "did"  # behaviour: kinds, at least n times, in the last d days with today
    DID_NOT = "did_not"


class RunState(StrEnum):
    """How far a run over many records is."""

    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class FieldKind(StrEnum):
    """What a field of an organisation's own holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    MEMBER = "member"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    PLACE = "place"  # province, city, district, and what comes behind them
    FILE = "file"


class SheetFormat(StrEnum):
    """What a list is exported as."""

    CSV = "csv"
    XLSX = "xlsx"
