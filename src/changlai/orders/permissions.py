"""What may be allowed with orders. How far is measured at their customers."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ALL, ON_OFF, OWN, TEAM, MaskedField, Permission
from changlai.accounts.enums import SystemRole

AREAS = {"orders": _("Orders")}
PERMISSIONS = (
    Permission("orders.view", _("see orders of customers"), manager=ALL, agent=ALL, sales=OWN, viewer=ALL),
    Permission("orders.edit", _("enter and change orders of customers"), manager=ALL, agent=TEAM, sales=OWN),
    Permission("orders.delete", _("delete orders"), ON_OFF, manager=ALL),
    Permission("orders.export", _("export lists of orders"), ON_OFF, manager=ALL),
)
MASKED_FIELDS = (
    MaskedField("orders.fields", _("masked own fields of orders"), (SystemRole.ADMIN, SystemRole.MANAGER)),
)
