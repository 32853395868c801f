"""Closed lists of the inbox."""

from enum import IntEnum, StrEnum


class ConversationState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Author(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    MEMBER = "member"  # a colleague, here
    COLLEAGUE = "colleague"  # a colleague, in the platform's own client
    SYSTEM = "system"  # a line about what happened: assigned, closed, entered
    NOTE = "note"  # a colleague, for colleagues only: it never leaves the house


class MessageState(StrEnum):
    """Where an outgoing message stands; received ones have none."""

    NONE = ""
    QUEUED = "queued"
    SENT = "sent"
    READ = "read"  # the customer has it before their eyes, where the channel tells
    FAILED = "failed"
    UNKNOWN = "unknown"


class Tab(StrEnum):
    """The shelves of the inbox."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    ALL = "all"
    MENTIONS = "mentions"  # where a note mentions me


class Target(StrEnum):
    """Whom a rule gives conversations to."""

    MEMBER = "member"
    DEPARTMENT = "department"
    EVERYBODY = "everybody"
    NOBODY = "nobody"  # they stay under Unassigned


class Cause(StrEnum):
    """Why a conversation got its assignee, or lost them."""

    HAND = "hand"  # a colleague handed it over
    ANSWER = "answer"  # who answers first takes it
    RULE = "rule"
    KNOWN = "known"  # a rule gave it to the colleague who knows the customer
    AWAY = "away"  # its assignee went away with the customer waiting
    CASE = "case"  # they look after what the customer said in public


class Whom(StrEnum):
    """A condition of a rule on the customer."""

    ANYBODY = ""
    NEW = "new"  # has never had a conversation here
    KNOWN = "known"


class OpenHours(StrEnum):
    """A condition of a rule on the moment."""

    ANY = ""
    INSIDE = "inside"
    OUTSIDE = "outside"


class Script(StrEnum):
    """What a text is written in: as far as a language can be told from a few words without guessing."""

    CHINESE = "han"
    JAPANESE = "kana"
    KOREAN = "hangul"
    LATIN = "latin"
    CYRILLIC = "cyrillic"
    ARABIC = "arabic"
    OTHER = "other"


class Presence(StrEnum):
    """What a screen says about its member in the conversation that is open on it."""

    VIEWING = "viewing"
    TYPING = "typing"  # an answer
    LEFT = "left"


class BulkAction(StrEnum):
    """What can be done to many conversations at once."""

    ASSIGN = "assign"
    CLOSE = "close"
    REOPEN = "reopen"
    SNOOZE = "snooze"
    READ = "read"


class BulkState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class DraftKind(StrEnum):
    """What a draft is going to be."""

    REPLY = "reply"
    NOTE = "note"


class Standing(StrEnum):
    """How a conversation stands on the lists; a snoozed one is open, and out of sight for a while."""

    OPEN = "open"
    SNOOZED = "snoozed"
    CLOSED = "closed"


class LaterState(StrEnum):
    """What became of a message that was to be sent later."""

    WAITING = "waiting"
    SENT = "sent"
    CANCELLED = "cancelled"
    OVERTAKEN = "overtaken"  # the customer wrote first
    FAILED = "failed"


class Escalation(IntEnum):
    """Who knows by now that a customer waits."""

    NONE = 0
    WARNED = 1
    OVERDUE = 2


class RatingState(StrEnum):
    """How far a question to the customer has come."""

    DUE = "due"
    ASKED = "asked"
    NOT_ASKED = "not_asked"  # the gate said no, or the conversation went on
    RATED = "rated"


class Split(StrEnum):
    """What the board's figures are divided by."""

    ALL = "all"
    MEMBER = "member"
    ACCOUNT = "account"
    HOUR = "hour"


class Outcome(StrEnum):
    """Which conversations a figure of the board is about."""

    OPENED = "opened"
    ANSWERED = "answered"
    CLOSED = "closed"
    RATED = "rated"
