"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic

TOPICS = (
    GuideTopic(
        pages=(
            "channels:list",
            "channels:account",
            "channels:setup",
            "channels:connect",
        ),
        title=_("Channels"),
        text=_("The connected accounts, and how each of them is."),
        points=(
            _("What is received is stored, repeated, skipped or failed, and the reasons stand on the account's page."),
            _("The connection guide leads through the platform's console and tries every permission."),
        ),
    ),
)
