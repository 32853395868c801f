"""The channels' place in the shell."""

from django.utils.translation import gettext_lazy as _

from changlai.ui.nav import NavItem

ITEMS = (
    NavItem(
        "channels.list",
        _("Channels"),
        "plug-connected",
        "channels:list",
        "channels.view",
        "settings",
        10,
        part="service",
    ),
)
