"""Imports' place in the shell."""

from django.utils.translation import gettext_lazy as _

from changlai.ui.nav import NavItem

ITEMS = (NavItem("imports.list", _("Imports"), "table-import", "imports:list", "customers.import", "customers", 80),)

LINKS = {"imports": "imports:list"}
