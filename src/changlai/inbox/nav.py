"""The inbox in the side bar."""

from django.utils.translation import gettext_lazy as _

from changlai.ui.nav import NavItem

ITEMS = (
    NavItem(
        slug="inbox.conversations",
        label=_("Inbox"),
        icon="inbox",
        url_name="inbox:inbox",
        permission="inbox.view",
        group="inbox",
        order=10,
        count_url="inbox:waiting",
    ),
    NavItem("inbox.board", _("Board of the inbox"), "chart-bar", "inbox:board", "inbox.report", "analyse", 10),
    NavItem("inbox.sharing", _("Assignment"), "route", "inbox:sharing", "inbox.manage", "settings", 20, part="service"),
    NavItem("inbox.service", _("Service"), "lifebuoy", "inbox:service", "inbox.manage", "settings", 30, part="service"),
)
