"""Integrations' place in the shell."""

from django.utils.translation import gettext_lazy as _

from changlai.ui.nav import NavItem

ITEMS = (
    NavItem(
        slug="integrations.webhooks",
        label=_("Webhooks"),
        icon="plug-connected",
        url_name="integrations:list",
        permission="integrations.manage",
        group="settings",
        order=20,
        part="programs",
    ),
)
