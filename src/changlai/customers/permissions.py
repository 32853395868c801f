"""What may be allowed in the customer room."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ALL, OWN, TEAM, Permission

PERMISSIONS = (
    Permission("customers.view", _("see customers"), manager=ALL, agent=ALL, sales=OWN, viewer=ALL),
    Permission("customers.edit", _("change customers"), manager=ALL, agent=TEAM, sales=OWN),
    Permission("customers.unmask", _("see full phone numbers"), manager=ALL, sales=OWN),
)
