"""The switch's place in the shell, and the word on every page while nothing is sent."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member, Organisation
from changlai.ui.nav import Banner, NavItem

ITEMS = (
    NavItem(
        "compliance.sending",
        gettext_lazy("Sending"),
        "send",
        "compliance:sending",
        "sending.manage",
        "settings",
        20,
        part="care",
    ),
    NavItem(
        "compliance.rules",
        gettext_lazy("Contact rules"),
        "shield-check",
        "compliance:rules",
        "contact.manage",
        "settings",
        30,
        part="care",
    ),
    NavItem(
        "compliance.subjects",
        gettext_lazy("Data requests"),
        "user-x",
        "compliance:subjects",
        "subjects.manage",
        "settings",
        40,
        part="care",
    ),
)


def stopped(member: Member, organisation: Organisation) -> Banner | None:
    """Why answers do not leave; whoever may resume sending is led to the switch."""
    freeze = accounts.freeze_of(organisation)
    if freeze is None:
        return None
    return Banner(
        text=_("Sending is stopped: %(reason)s") % {"reason": freeze.reason},
        detail=_("Nothing leaves until it is resumed; what is queued waits."),
        url_name="compliance:sending" if member.can("sending.manage") else "",
        link=_("Resume sending"),
    )


BANNERS = (stopped,)
