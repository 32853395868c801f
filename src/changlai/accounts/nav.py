"""Accounts' places in the shell."""

from django.utils.translation import gettext_lazy as _

from changlai.ui.nav import NavItem

ITEMS = (
    NavItem("accounts.settings", _("Overview"), "settings", "accounts:settings", "", "settings", 0),
    NavItem(
        "accounts.organisation",
        _("Organisation"),
        "building",
        "accounts:organisation",
        "settings.manage",
        "settings",
        10,
    ),
    NavItem("accounts.members", _("Colleagues"), "users", "accounts:members", "members.view", "settings", 20),
    NavItem("accounts.hours", _("Business hours"), "clock", "accounts:hours", "settings.manage", "settings", 12),
    NavItem("accounts.roles", _("Roles"), "shield-check", "accounts:roles", "members.view", "settings", 21),
    NavItem(
        "accounts.departments", _("Departments"), "sitemap", "accounts:departments", "members.view", "settings", 20
    ),
    NavItem("accounts.access", _("Why may they?"), "eye", "accounts:access", "members.manage", "settings", 22),
    NavItem("accounts.trail", _("Audit log"), "history", "accounts:trail", "audit.view", "settings", 90),
    NavItem("accounts.tokens", _("API tokens"), "key", "accounts:tokens", "settings.manage", "settings", 80),
)
LINKS = {
    "organisations": "entrance:choose",
    "profile": "accounts:profile",
    "sign_out": "entrance:sign_out",
    "presence": "accounts:presence",
}
