"""The language model's place in the shell."""

from django.utils.translation import gettext_lazy as _

from changlai.ui.nav import NavItem

ITEMS = (
    NavItem("ai.model", _("Language model"), "sparkles", "ai:model", "ai.manage", "settings", 30, part="programs"),
)
