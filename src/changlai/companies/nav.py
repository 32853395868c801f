"""The companies' place in the shell."""

from django.utils.translation import gettext_lazy as _

from changlai.ui.nav import NavItem

ITEMS = (
    NavItem("companies.list", _("Companies"), "building", "companies:list", "companies.view", "customers", 20),
    NavItem(
        "companies.industries",
        _("Industries"),
        "building",
        "companies:industries",
        "companies.industries",
        "settings",
        20,
        part="care",
    ),
)
