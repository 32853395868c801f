"""What may be allowed with companies."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ALL, ON_OFF, OWN, TEAM, MaskedField, Permission
from changlai.accounts.enums import SystemRole

AREAS = {"companies": _("Companies")}
PERMISSIONS = (
    Permission("companies.view", _("see companies"), manager=ALL, agent=ALL, sales=ALL, viewer=ALL),
    Permission("companies.edit", _("change companies and who works there"), manager=ALL, agent=TEAM, sales=OWN),
    Permission("companies.delete", _("move companies to the bin and restore them"), ON_OFF, manager=ALL),
    Permission("companies.purge", _("purge the bin of companies for good"), ON_OFF),
    Permission("companies.industries", _("keep the list of industries"), ON_OFF, manager=ALL),
)
MASKED_FIELDS = (
    MaskedField("companies.fields", _("masked own fields of companies"), (SystemRole.ADMIN, SystemRole.MANAGER)),
)
