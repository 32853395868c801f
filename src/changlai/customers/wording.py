"""How entries of a timeline read: whole sentences, one function a kind. What comes from outside is escaped, isolated.

A sentence is Markup whose placeholders are filled with ``<b><bdi>...</bdi></b>``; translations are trusted, facts not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from changlai.channels.contracts import in_words
from changlai.channels.enums import ContentKind
from changlai.customers import labels, retold
from changlai.customers.contracts import TimelineText
from changlai.customers.enums import ORDERS, OWN_CHANGES, InteractionKind
from changlai.ui.text import isolated

Facts = Mapping[str, Any]
MESSAGES = (InteractionKind.MESSAGE_IN, InteractionKind.MESSAGE_OUT, InteractionKind.COLLEAGUE_MESSAGE)
QUOTE_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Scene:
    """What an entry is about: its facts, and the names of the colleague and the channel in it."""

    facts: Facts
    colleague: str = ""
    channel: str = ""


# Marks of entries that came through no channel.
MARKS: Mapping[str, TimelineText] = {
    InteractionKind.NOTE: TimelineText("pencil", "ch-note", gettext_lazy("Note")),
    InteractionKind.MERGED: TimelineText("arrow-merge", "ch-auto", gettext_lazy("Merge")),
    InteractionKind.TAGGED: TimelineText("tags", "ch-note", gettext_lazy("Tags")),
    InteractionKind.CREATED: TimelineText("user-plus", "ch-auto", gettext_lazy("Made by hand")),
    InteractionKind.CHANGED: TimelineText("edit", "ch-auto", gettext_lazy("Change")),
    InteractionKind.HANDED_OVER: TimelineText("switch-horizontal", "ch-auto", gettext_lazy("Hand-over")),
    InteractionKind.BINNED: TimelineText("trash", "ch-auto", gettext_lazy("Bin")),
    InteractionKind.RESTORED: TimelineText("arrow-back-up", "ch-auto", gettext_lazy("Back from the bin")),
    InteractionKind.COMMENT: TimelineText("message-2", "ch-web", gettext_lazy("Comment")),
    InteractionKind.CALL: TimelineText("phone", "ch-tel", gettext_lazy("Call")),
    InteractionKind.VISIT: TimelineText("map-pin", "ch-scan", gettext_lazy("Visit")),
    InteractionKind.TALK: TimelineText("message-circle", "ch-form", gettext_lazy("Talk elsewhere")),
    InteractionKind.TASK_DONE: TimelineText("circle-check", "ch-auto", gettext_lazy("Task")),
    InteractionKind.CASE: TimelineText("ear", "ch-auto", gettext_lazy("Case")),
    InteractionKind.ORDER: TimelineText("receipt", "ch-web", gettext_lazy("Order")),
    InteractionKind.ORDER_PAID: TimelineText("coin", "ch-web", gettext_lazy("Payment")),
    InteractionKind.ORDER_SHIPPED: TimelineText("package", "ch-web", gettext_lazy("Shipment")),
    InteractionKind.ORDER_DONE: TimelineText("circle-check", "ch-web", gettext_lazy("Order done")),
    InteractionKind.ORDER_CANCELLED: TimelineText("circle-x", "ch-web", gettext_lazy("Cancelled order")),
    InteractionKind.ORDER_REFUNDED: TimelineText("rotate-clockwise", "ch-web", gettext_lazy("Refund")),
    InteractionKind.FORM: TimelineText("forms", "ch-note", gettext_lazy("Form")),
}
OTHER_MARK = TimelineText("activity", "ch-web", gettext_lazy("Event"))


# The chips above a timeline, in order: slug, words, icon and kinds.
@dataclass(frozen=True, slots=True)
class Chip:
    """A group of kinds that can be looked at alone."""

    slug: str
    label: Promise
    icon: str
    kinds: tuple[InteractionKind, ...]
    is_always: bool = True  # else only where there is something of the kind


_WITH_CHIPS = {InteractionKind.TASK_DONE, InteractionKind.CASE}  # of their own
CHIPS = (
    Chip("messages", gettext_lazy("Messages"), "message", MESSAGES),
    Chip(
        "relations",
        gettext_lazy("Contacts"),
        "user-plus",
        (
            InteractionKind.ENTERED,
            InteractionKind.FOLLOW_ADDED,
            InteractionKind.FOLLOW_REMOVED,
            InteractionKind.WELCOME,
        ),
    ),
    Chip("comments", gettext_lazy("Comments"), "message-2", (InteractionKind.COMMENT,), is_always=False),
    Chip(
        "follow_ups",
        gettext_lazy("Follow-ups"),
        "phone",
        (InteractionKind.CALL, InteractionKind.VISIT, InteractionKind.TALK),
        is_always=False,
    ),
    Chip("orders", gettext_lazy("Orders"), "receipt", ORDERS, is_always=False),
    Chip("forms", gettext_lazy("Forms"), "forms", (InteractionKind.FORM,), is_always=False),
    Chip("pages", gettext_lazy("Pages"), "world", (InteractionKind.VIEWED,), is_always=False),
    Chip("notes", gettext_lazy("Notes"), "pencil", (InteractionKind.NOTE,)),
    Chip("tasks", gettext_lazy("Tasks"), "checklist", (InteractionKind.TASK_DONE,), is_always=False),
    Chip("cases", gettext_lazy("Cases"), "ear", (InteractionKind.CASE,), is_always=False),
    Chip("changes", gettext_lazy("Changes"), "history", tuple(sorted(OWN_CHANGES - _WITH_CHIPS))),
)


def sentence(kind: str, scene: Scene) -> Markup:
    """What happened, as one sentence; a kind nobody here knows is named by itself."""
    if write := _SENTENCES.get(kind):
        return write(scene)
    if tell := retold.SENTENCES.get(kind):
        return tell(scene.facts, scene.colleague)
    return _bold(kind.replace("_", " "))


def run_of_messages(scene: Scene, count: int) -> Markup:
    """Several messages in a row on one channel."""
    return _filled(
        _("%(talk)s, %(count)d messages"),
        talk=_bold(_("Chat on %(channel)s") % {"channel": scene.channel}),
        count=count,
    )


def why(kind: str, scene: Scene) -> str:
    """Why it happened, or what came of it; empty when there is nothing to say."""
    tell = _REASONS.get(kind) or retold.REASONS.get(kind)
    return tell(scene.facts) if tell else ""


def is_bad(kind: str, facts: Facts) -> bool:
    """Whether the entry tells of a failure or a loss."""
    if kind == InteractionKind.WELCOME:
        return facts.get("outcome") in {"failed", "too_late", "stopped"}
    if kind in {InteractionKind.ORDER_CANCELLED, InteractionKind.ORDER_REFUNDED}:
        return True
    return kind == InteractionKind.FOLLOW_REMOVED and facts.get("removed") == "by_customer"


def quote(facts: Facts) -> str:
    """What was said, shortened: the text of a message or note, or what it is instead of a text."""
    if "text" in facts:
        return str(facts["text"])
    content = facts.get("content")
    if not isinstance(content, Mapping):
        return ""
    kind = str(content.get("kind", ContentKind.TEXT))
    label = str(labels.CONTENTS.get(kind, ""))
    words = [label, str(content.get("title", "")), str(content.get("text", "")), _file_name(content)]
    return " ".join(dict.fromkeys(word for word in words if word))[:QUOTE_LENGTH]


def name_of(name: str) -> str:
    """A customer's name, or what stands in for one who has not told it."""
    return name.strip() or _("Unnamed customer")


def _file_name(content: Facts) -> str:
    attachments = content.get("attachments") or [{}]
    return str(attachments[0].get("name", ""))


def _filled(text: str, **facts: object) -> Markup:
    return Markup(text) % facts  # noqa: S704 - our own translation; its facts are escaped by the operator


def _bold(text: str) -> Markup:
    return Markup("<b>{}</b>").format(isolated(text))


def _colleague(scene: Scene) -> Markup:
    return _bold(scene.colleague or _("A colleague"))


def _message_in(scene: Scene) -> Markup:
    return _filled(_("Wrote on %(channel)s"), channel=_bold(scene.channel))


def _message_out(scene: Scene) -> Markup:
    return _filled(_("%(member)s answered on %(channel)s"), member=_colleague(scene), channel=scene.channel)


def _colleague_message(scene: Scene) -> Markup:
    return _filled(
        _("%(member)s wrote from the platform's own client on %(channel)s"),
        member=_colleague(scene),
        channel=scene.channel,
    )


def _entered(scene: Scene) -> Markup:
    return _filled(_("Opened %(channel)s"), channel=_bold(scene.channel))


def _follow_added(scene: Scene) -> Markup:
    return _filled(_("Became a contact of %(member)s"), member=_colleague(scene))


def _follow_removed(scene: Scene) -> Markup:
    match scene.facts.get("removed"):
        case "by_member":
            return _filled(_("%(member)s deleted this contact"), member=_colleague(scene))
        case "by_transfer":
            return _filled(_("%(member)s handed this contact over"), member=_colleague(scene))
        case "unlisted":
            return _filled(_("Is no longer a contact of %(member)s"), member=_colleague(scene))
    return _filled(_("Deleted the contact %(member)s"), member=_colleague(scene))


def _welcome(scene: Scene) -> Markup:
    if scene.facts.get("outcome") == "sent":
        return _filled(_("%(what)s was sent"), what=_bold(_("Welcome message")))
    return _filled(_("%(what)s was not sent"), what=_bold(_("Welcome message")))


def _viewed(scene: Scene) -> Markup:
    content = scene.facts.get("content")
    title = str(content.get("title", "")) if isinstance(content, Mapping) else ""
    return _filled(_("Looked at %(page)s"), page=_bold(title or _("a page")))


def _note(scene: Scene) -> Markup:
    return _filled(_("%(member)s wrote a note"), member=_bold(str(scene.facts.get("member", ""))))


def _opened(scene: Scene) -> Markup:
    return _filled(_("A conversation on %(channel)s began"), channel=_bold(scene.channel))


def _closed(scene: Scene) -> Markup:
    return _filled(_("The conversation on %(channel)s was closed"), channel=_bold(scene.channel))


_SENTENCES: Mapping[str, Callable[[Scene], Markup]] = {
    InteractionKind.MESSAGE_IN: _message_in,
    InteractionKind.MESSAGE_OUT: _message_out,
    InteractionKind.COLLEAGUE_MESSAGE: _colleague_message,
    InteractionKind.ENTERED: _entered,
    InteractionKind.FOLLOW_ADDED: _follow_added,
    InteractionKind.FOLLOW_REMOVED: _follow_removed,
    InteractionKind.WELCOME: _welcome,
    InteractionKind.NOTE: _note,
    InteractionKind.VIEWED: _viewed,
    InteractionKind.CONVERSATION_OPENED: _opened,
    InteractionKind.CONVERSATION_CLOSED: _closed,
}


def _why_added(facts: Facts) -> str:
    """How they met and what the code or link had written on it."""
    way, state = str(facts.get("way", "")), str(facts.get("state", ""))
    if way and state:
        return _("Way: %(way)s; source mark: %(state)s") % {"way": labels.way_of(way), "state": state}
    if way:
        return _("Way: %(way)s") % {"way": labels.way_of(way)}
    return _("Source mark: %(state)s") % {"state": state} if state else ""


def _why_viewed(facts: Facts) -> str:
    """The page's address, and where the visitor came from."""
    content = facts.get("content")
    if not isinstance(content, Mapping):
        return ""
    raw = content.get("raw")
    url, referrer = str(content.get("url", "")), str(raw.get("referrer", "")) if isinstance(raw, Mapping) else ""
    if referrer:
        return _("%(url)s; came from %(referrer)s") % {"url": url, "referrer": referrer}
    return url


def _why_welcome(facts: Facts) -> str:
    seconds = {"seconds": max(float(facts.get("seconds") or 0.0), 0.1)}  # "0.0 seconds" would read like a mistake
    match facts.get("outcome"):
        case "sent":
            return _("%(seconds).1f seconds after the contact was made") % seconds
        case "too_late":
            return _("The platform lets us send it within 20 seconds only; %(seconds).0f had passed.") % seconds
        case "failed":
            return in_words(str(facts.get("detail", ""))) or _("The platform refused it.")
    return str(_NO_WELCOME.get(str(facts.get("outcome")), facts.get("detail", "")))


_NO_WELCOME: Mapping[str, Promise] = {
    "sent_by_other": gettext_lazy("Another app was quicker, or the chat had already begun."),
    "no_text": gettext_lazy("No welcome message is written in the channel's settings."),
    "stopped": gettext_lazy("Sending was stopped at that moment, and later is too late."),
}


def _why_removed(facts: Facts) -> str:
    is_unheard = facts.get("removed") == "unlisted"
    return _("Found when comparing with the platform's list: its notice never came.") if is_unheard else ""


_REASONS: Mapping[str, Callable[[Facts], str]] = {
    InteractionKind.WELCOME: _why_welcome,
    InteractionKind.FOLLOW_ADDED: _why_added,
    InteractionKind.FOLLOW_REMOVED: _why_removed,
    InteractionKind.VIEWED: _why_viewed,
}
