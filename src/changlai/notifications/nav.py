"""The bell in the shell, and the page of one's notices among the settings."""

from django.utils.translation import gettext_lazy as _

from changlai.ui.nav import NavItem

ITEMS = (
    NavItem("notifications.choices", _("My notices"), "bell", "notifications:choices", "", "settings", 20, part="mine"),
    NavItem(
        "notifications.mail",
        _("Mail server"),
        "mail",
        "notifications:mail",
        "settings.manage",
        "settings",
        10,
        part="system",
    ),
)
LINKS = {
    "notices": "notifications:list",
    "bell": "notifications:bell",
    "bell_menu": "notifications:menu",
}
