"""Kinds of messages in words and icons: for previews, system lines and what has no picture of its own."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changlai.channels.enums import ContentKind
from changlai.inbox.enums import MessageState

ENTERED, ASSIGNED, CLOSED, REOPENED = "entered", "assigned", "closed", "reopened"
COMMENT = "comment"
SNOOZED, WOKEN, RATED = "snoozed", "woken", "rated"

LABELS: dict[str, Promise] = {
    ContentKind.IMAGE: gettext_lazy("Picture"),
    ContentKind.VOICE: gettext_lazy("Voice message"),
    ContentKind.VIDEO: gettext_lazy("Video"),
    ContentKind.FILE: gettext_lazy("File"),
    ContentKind.LOCATION: gettext_lazy("Location"),
    ContentKind.LINK: gettext_lazy("Link"),
    ContentKind.MINIPROGRAM: gettext_lazy("Mini program"),
    ContentKind.CARD: gettext_lazy("Contact card"),
    ContentKind.MENU: gettext_lazy("Menu"),
    ContentKind.OTHER: gettext_lazy("Message of another kind"),
    ENTERED: gettext_lazy("Opened the chat"),
    COMMENT: gettext_lazy("Said in public"),
}

ICONS: dict[str, str] = {
    ContentKind.IMAGE: "photo",
    ContentKind.VOICE: "microphone",
    ContentKind.VIDEO: "video",
    ContentKind.FILE: "file",
    ContentKind.LOCATION: "map-pin",
    ContentKind.LINK: "link",
    ContentKind.MINIPROGRAM: "command",
    ContentKind.CARD: "id",
    ContentKind.MENU: "list",
    ContentKind.OTHER: "message-circle",
    ENTERED: "message-plus",
    COMMENT: "world",
    ASSIGNED: "user-check",
    CLOSED: "check",
    REOPENED: "refresh",
    "merged": "arrow-merge",
    "merged_away": "arrow-merge",
    "parted": "arrow-back-up",
    SNOOZED: "clock-pause",
    WOKEN: "bell",
    "overtaken": "clock-x",
    "plan_ended": "clock-x",
    RATED: "star",
    "rating_asked": "star",
    "rating_thanked": "star",
}

STATE_ICONS: dict[str, str] = {
    MessageState.QUEUED: "loader-2",
    MessageState.SENT: "check",
    MessageState.READ: "checks",
    MessageState.FAILED: "alert-circle",
    MessageState.UNKNOWN: "help-circle",
}


def preview(kind: str, text: str) -> str:
    """One line for a list: the text, or what it is instead of a text."""
    line = " ".join(text.split())
    return line or str(LABELS.get(kind, ""))


def name_of(name: str) -> str:
    """A customer's name, or what stands in for one who has not told it."""
    return name.strip() or _("Unnamed customer")


MACHINES: Mapping[str, Promise] = {
    "reply": gettext_lazy("An automatic reply: nobody waits for an answer"),
    "list": gettext_lazy("From a mailing list: nobody waits for an answer"),
    "bulk": gettext_lazy("Sent to many: nobody waits for an answer"),
    "notice": gettext_lazy("A notice of a machine: nobody waits for an answer"),
}
DOUBTS: Mapping[str, Promise] = {
    "forged": gettext_lazy("The sender's own domain disowns it: perhaps forged. Do not trust links, ask another way."),
    "unreadable": gettext_lazy("It could not be taken apart. Look into the original."),
    "cut": gettext_lazy("It is longer than what is shown here. Look into the original."),
}


def machine(slug: str) -> str:
    """Why a letter comes from a machine."""
    return str(MACHINES.get(slug, ""))


def doubt(slug: str) -> str:
    """What is doubtful about a letter."""
    return str(DOUBTS.get(slug, ""))
