"""The tags' place in the shell."""

from django.utils.translation import gettext_lazy as _

from changlai.ui.nav import NavItem

ITEMS = (NavItem("tags.library", _("Tags"), "tags", "tags:library", "customers.view", "customers", 40),)
