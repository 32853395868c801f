"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic, Key, PageKeys

TOPICS = (
    GuideTopic(
        pages=(
            "inbox:inbox",
            "inbox:conversation",
        ),
        title=_("Inbox"),
        text=_("Every conversation of every channel, in one list; who waits longest stands on top."),
        points=(
            _(
                "Mine is yours, Unassigned waits for somebody, All is what you may "
                "see, Mentions is where a colleague named you."
            ),
            _("Type / for a script, @ in a note for a colleague. Notes are yellow and never leave the house."),
            _("The bar above the composer says how long and how often the platform still lets you write."),
            _("Press ? for all keys: J and K move, Enter opens, E closes, A assigns, R replies, N writes a note."),
        ),
    ),
    GuideTopic(
        pages=("inbox:sharing",),
        title=_("Assignment"),
        text=_("Rules that decide who gets a new conversation. The first rule whose conditions all hold decides."),
        points=(
            _("In turn means: the member who is online, has room and has waited longest."),
            _("Capacity is how many open conversations one member holds at a time."),
            _("A conversation tells under its assignee why it went there."),
        ),
    ),
    GuideTopic(
        pages=("inbox:service",),
        title=_("Service"),
        text=_(
            "How soon customers should have an answer, when a conversation may be closed and how customers rate it."
        ),
        points=(
            _("Minutes are business minutes: they stand still outside the business hours."),
            _(
                "Before a target is missed its assignee is warned; when it is missed, "
                "everybody who sets up the inbox too."
            ),
        ),
    ),
    GuideTopic(
        pages=("inbox:board",),
        title=_("Inbox board"),
        text=_("How much came in, how soon it was answered and solved, and how customers rated it."),
        points=(
            _("Each figure stands beside the one of the period before, and opens the conversations it counts."),
            _("Times are business time; the median is what half of the customers got or better."),
        ),
    ),
)
KEYS = (
    PageKeys(
        "inbox:inbox",
        _("Inbox"),
        (
            Key(("R",), _("Reply")),
            Key(("N",), _("Write a private note")),
            Key(("/",), _("Choose a script")),
            Key(("@",), _("Mention a colleague, in a note")),
            Key(("Enter",), _("Send")),
            Key(("Shift", "Enter"), _("New line")),
            Key(("A",), _("Hand the conversation over")),
            Key(("S",), _("Snooze, or bring back")),
            Key(("E",), _("Close, or reopen")),
            Key(("F",), _("Find in this conversation")),
            Key(("L",), _("Send later")),
            Key(("M",), _("Put an earlier thread together with this one")),
            Key(("C",), _("Open the customer page")),
            Key(("D",), _("New task for this customer")),
            Key(("1",), _("My conversations")),
            Key(("2",), _("Unassigned conversations")),
            Key(("3",), _("All conversations")),
            Key(("4",), _("Conversations that mention you")),
            Key(("G",), _("Filter the list")),
            Key(("Q",), _("Search in conversations")),
            Key(("X",), _("Select several")),
            Key(("U",), _("Mark the selected as read")),
            Key(("Esc",), _("Leave the composer; stop selecting or finding")),
            Key(("←",), _("Picture before")),
            Key(("→",), _("Next picture")),
        ),
    ),
)
