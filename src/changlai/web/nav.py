"""Web's own places in the shell."""

from django.utils.translation import gettext_lazy as _

from changlai.ui.nav import NavItem

ITEMS = (
    NavItem("web.start", _("Get started"), "checklist", "web:start", "", "start", 0, "web:progress"),
    NavItem(
        "web.operations",
        _("Machine room"),
        "activity",
        "operations:overview",
        "system.operate",
        "settings",
        30,
        part="system",
    ),
)
LINKS = {
    "home": "web:home",
    "search": "web:search",
    "live": "web:live",
    "help": "web:start",
    "guide": "web:guide",
    "keys": "web:keys",
}
