"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic, Key, PageKeys

TOPICS = (
    GuideTopic(
        pages=("content:scripts",),
        title=_("Scripts"),
        text=_("Answers written once and used by everybody."),
        points=(
            _("In the inbox type / and a few letters of the title or its shortcut."),
            _(
                "Variables such as {customer.name} are filled in before sending; an "
                "unknown one is refused when you save."
            ),
        ),
    ),
)
KEYS = (PageKeys("content:scripts", _("Scripts"), (Key(("N",), _("New script")),)),)
