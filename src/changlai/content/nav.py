"""The scripts' place in the shell."""

from django.utils.translation import gettext_lazy as _

from changlai.ui.nav import NavItem

ITEMS = (NavItem("content.scripts", _("Scripts"), "books", "content:scripts", "content.use", "inbox", 60),)
