"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic, Key, PageKeys

TOPICS = (
    GuideTopic(
        pages=("web:start",),
        title=_("First steps"),
        text=_("The few things that bring a new organisation to work, each on its real page."),
        points=(
            _("A step is done when the thing itself is there, not when somebody ticks it."),
            _("With demo data you can play the customer on the phone beside the list."),
            _("Put the list away when you do not need it; the question mark at the top leads back to it."),
        ),
    ),
    GuideTopic(
        pages=("operations:overview",),
        title=_("Machine room"),
        text=_("What waits, what was given up and why, and how to repeat it."),
        points=(
            _("Everything at zero and green: nothing is wrong, and nothing needs you."),
            _("A dead letter keeps what was to be done, with the error. Mend the reason first, then repeat it."),
            _("Repeating is safe: what has been done is not done twice."),
        ),
    ),
)
KEYS = (
    PageKeys(
        "",
        _("Everywhere"),
        (
            Key(("Ctrl", "K"), _("Search, or run a command")),
            Key(("?",), _("The keys of the page you are on")),
            Key(("J",), _("Next line of a list")),
            Key(("K",), _("Line before")),
            Key(("Enter",), _("Open the line you are on")),
            Key(("↓",), _("Down in a menu or among results")),
            Key(("↑",), _("Up in a menu or among results")),
            Key(("Esc",), _("Close a dialog or a menu")),
        ),
    ),
)
