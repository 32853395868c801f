"""Accounts' places in the shell."""

from django.utils.translation import gettext_lazy as _

from changlai.ui.nav import NavItem, Text


def _place(slug: str, label: Text, icon: str, permission: str, part: str, order: int) -> NavItem:
    """A page of the settings whose address is called as its item."""
    return NavItem(f"accounts.{slug}", label, icon, f"accounts:{slug}", permission, "settings", order, part=part)


ITEMS = (
    _place("settings", _("Overview"), "settings", "", "", 0),
    _place("profile", _("Profile and sign-in"), "user-circle", "", "mine", 10),
    _place("sessions", _("Signed-in devices"), "device-desktop", "", "mine", 30),
    _place("organisation", _("Organisation"), "building", "settings.manage", "company", 10),
    _place("hours", _("Business hours"), "clock", "settings.manage", "company", 20),
    _place("members", _("Colleagues"), "users", "members.view", "team", 10),
    _place("departments", _("Departments"), "sitemap", "members.view", "team", 20),
    _place("roles", _("Roles"), "shield-check", "members.view", "team", 30),
    _place("access", _("Why may they?"), "eye", "members.manage", "team", 40),
    _place("tokens", _("API tokens"), "key", "settings.manage", "programs", 10),
    _place("trail", _("Audit log"), "history", "audit.view", "system", 20),
)
LINKS = {
    "organisations": "entrance:choose",
    "profile": "accounts:profile",
    "portrait": "accounts:portrait",
    "sign_out": "entrance:sign_out",
    "presence": "accounts:presence",
}
