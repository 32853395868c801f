"""Closed lists of the customer room."""

from enum import StrEnum

KIND = "customer"  # of record, in the words of changlai.records


class InteractionKind(StrEnum):
    """What an entry of a timeline is about."""

    MESSAGE_IN = "message_in"
    MESSAGE_OUT = "message_out"
    COLLEAGUE_MESSAGE = "colleague_message"
    ENTERED = "entered"
    FOLLOW_ADDED = "follow_added"
    FOLLOW_REMOVED = "follow_removed"
    WELCOME = "welcome"
    MERGED = "merged"
    NOTE = "note"
    VIEWED = "viewed"  # looked at a page of our site
    CONVERSATION_OPENED = "conversation_opened"
    CONVERSATION_CLOSED = "conversation_closed"
    COMMENT = "comment"
    CALL = "call"
    VISIT = "visit"
    TALK = "talk"  # with the customer, somewhere we do not see
    ORDER = "order"  # was placed
    ORDER_PAID = "order_paid"
    ORDER_SHIPPED = "order_shipped"
    ORDER_DONE = "order_done"
    ORDER_CANCELLED = "order_cancelled"
    ORDER_REFUNDED = "order_refunded"
    FORM = "form"
    CREATED = "created"
    TAGGED = "tagged"
    CHANGED = "changed"
    HANDED_OVER = "handed_over"
    BINNED = "binned"
    RESTORED = "restored"
    TASK_DONE = "task_done"
    CASE = "case"  # about what they said in public was opened, solved, dropped or rated


# What we do with a record of our own: it stands on the timeline, but is no touch point with the customer.
OWN_CHANGES = frozenset(
    {
        InteractionKind.CREATED,
        InteractionKind.TAGGED,
        InteractionKind.CHANGED,
        InteractionKind.HANDED_OVER,
        InteractionKind.MERGED,
        InteractionKind.BINNED,
        InteractionKind.RESTORED,
        InteractionKind.TASK_DONE,
        InteractionKind.CASE,
    }
)
# What brings somebody back from the bin: they turned to us, or a colleague or another system has to do with them.
# A page looked at, a contact that ended or a receipt is kept, and they stay there.
BRINGS_BACK = frozenset(
    {
        InteractionKind.MESSAGE_IN,
        InteractionKind.COLLEAGUE_MESSAGE,
        InteractionKind.FOLLOW_ADDED,
        InteractionKind.COMMENT,
        InteractionKind.CALL,
        InteractionKind.VISIT,
        InteractionKind.TALK,
        InteractionKind.ORDER,
        InteractionKind.FORM,
    }
)


# Everything that happens to an order.
ORDERS = (
    InteractionKind.ORDER,
    InteractionKind.ORDER_PAID,
    InteractionKind.ORDER_SHIPPED,
    InteractionKind.ORDER_DONE,
    InteractionKind.ORDER_CANCELLED,
    InteractionKind.ORDER_REFUNDED,
)
# What a colleague did to keep in touch: the latest of them is when the customer was last followed up.
FOLLOWED_UP = frozenset(
    {
        InteractionKind.MESSAGE_OUT,
        InteractionKind.COLLEAGUE_MESSAGE,
        InteractionKind.CALL,
        InteractionKind.VISIT,
        InteractionKind.TALK,
    }
)


class FollowUpKind(StrEnum):
    """What a member logs about a customer: a note, or how they kept in touch."""

    NOTE = "note"
    CALL = "call"
    VISIT = "visit"
    TALK = "talk"


class FollowUpOutcome(StrEnum):
    """What came of a follow-up."""

    NONE = ""
    REACHED = "reached"
    NOBODY = "nobody"  # not reached
    INTERESTED = "interested"
    CONSIDERING = "considering"
    AGREED = "agreed"
    DECLINED = "declined"


class Shelf(StrEnum):
    """The three shelves of the customer list."""

    ALL = "all"
    MINE = "mine"
    UNOWNED = "unowned"


class Twin(StrEnum):
    """Ways in which two customers may turn out to be one; a field of the organisation's own is ``field-<id>``."""

    PHONE = "phone"
    EMAIL = "email"
    NAME_BIRTHDAY = "name_birthday"
    NAME_COMPANY = "name_company"
    NAME_PORTRAIT = "name_portrait"
    SIMILAR_COMPANY = "similar_company"
    NAME_CITY = "name_city"


class Certainty(StrEnum):
    """What follows when a rule applies."""

    CERTAIN = "certain"  # the machine merges
    LIKELY = "likely"  # it is suggested
    OFF = "off"
