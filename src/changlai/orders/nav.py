"""The orders' place in the shell."""

from django.utils.translation import gettext_lazy as _

from changlai.ui.nav import NavItem

ITEMS = (NavItem("orders.list", _("Orders"), "receipt", "orders:list", "orders.view", "customers", 30),)
