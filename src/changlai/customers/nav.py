"""The customers' place in the shell."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.ui.nav import NavItem

ITEMS = (
    NavItem("customers.list", _("Customers"), "users", "customers:list", "customers.view", "customers", 10),
    NavItem(
        "customers.exports",
        pgettext_lazy("lists", "Exports"),
        "download",
        "records:exports",
        "customers.export",
        "customers",
        85,
    ),
    NavItem(
        "customers.outcomes",
        _("Outcomes of follow-ups"),
        "phone",
        "customers:outcomes",
        "customers.outcomes",
        "settings",
        22,
        part="care",
    ),
)
