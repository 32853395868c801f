"""The place of own fields in the shell."""

from django.utils.translation import gettext_lazy as _

from changlai.ui.nav import NavItem

ITEMS = (
    NavItem(
        "records.fields", _("Own fields"), "forms", "records:fields", "records.fields", "settings", 10, part="care"
    ),
)
