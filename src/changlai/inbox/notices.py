"""What members are told about the inbox."""

from django.utils.translation import gettext_lazy as _

from changlai.notifications.contracts import NoticeKind

ASSIGNED = NoticeKind(
    slug="inbox.assigned",
    label=_("a conversation is handed to me"),
    title=_("%(subject)s is yours now"),
    text=_("%(by)s handed you the conversation."),
    icon="user-check",
)
SHARED = NoticeKind(
    slug="inbox.shared",
    label=_("a rule gives me a conversation"),
    title=_("%(subject)s is yours now"),
    text=_("The rule “%(rule)s” gave you the conversation."),
    icon="route",
)
WARNED = NoticeKind(
    slug="inbox.warned",
    label=_("a customer of mine will have waited too long soon"),
    title=_("%(subject)s is waiting: answer by %(due)s"),
    icon="alarm",
    is_urgent=True,
)
OVERDUE = NoticeKind(
    slug="inbox.overdue",
    label=_("a customer has waited longer than the target"),
    title=_("%(subject)s has waited too long"),
    text=_("An answer was due by %(due)s. Assignee: %(assignee)s"),
    icon="alert-triangle",
    is_urgent=True,
)
WOKEN = NoticeKind(
    slug="inbox.woken",
    label=_("a conversation I snoozed is back"),
    title=_("%(subject)s is back on your list"),
    icon="clock",
)
LATER_FAILED = NoticeKind(
    slug="inbox.later_failed",
    label=_("a message I planned could not be sent"),
    title=_("Your planned message to %(subject)s was not sent"),
    text="%(reason)s",
    icon="alert-circle",
    is_urgent=True,
)
LATER_OVERTAKEN = NoticeKind(
    slug="inbox.later_overtaken",
    label=_("a message I planned is called off, as the customer wrote first"),
    title=_("%(subject)s wrote first: your planned message was called off"),
    text="%(text)s",
    icon="clock-x",
)
LATER_CLOSED = NoticeKind(
    slug="inbox.later_closed",
    label=_("a message I planned is called off, as the conversation is closed"),
    title=_("The conversation with %(subject)s was closed: your planned message was called off"),
    text="%(text)s",
    icon="clock-x",
)
RATED_BADLY = NoticeKind(
    slug="inbox.rated_badly",
    label=_("a customer gives one of my conversations a low rating"),
    title=_("%(subject)s rated the conversation %(score)s of 5"),
    icon="mood-sad",
)
MENTIONED = NoticeKind(
    slug="inbox.mentioned",
    label=_("a colleague mentions me in a private note"),
    title=_("%(by)s mentioned you in a private note"),
    icon="at",
)
KINDS = (
    MENTIONED,
    ASSIGNED,
    SHARED,
    WARNED,
    OVERDUE,
    WOKEN,
    LATER_FAILED,
    LATER_OVERTAKEN,
    LATER_CLOSED,
    RATED_BADLY,
)
