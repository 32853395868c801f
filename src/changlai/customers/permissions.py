"""What may be allowed in the customer room."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ALL, ON_OFF, OWN, TEAM, MaskedField, Permission
from changlai.accounts.enums import SystemRole

AREAS = {"customers": _("Customers")}
PERMISSIONS = (
    Permission("customers.view", _("see customers"), manager=ALL, agent=ALL, sales=OWN, viewer=ALL),
    Permission("customers.edit", _("change customers"), manager=ALL, agent=TEAM, sales=OWN),
    Permission("customers.rules", _("decide by which rules duplicates are found and merged"), ON_OFF),
    Permission("customers.outcomes", _("keep the list of what may come of a follow-up"), ON_OFF, manager=ALL),
    Permission("customers.quality", _("see how good the records are"), ON_OFF, manager=ALL),
    Permission("customers.delete", _("move customers to the bin and restore them"), manager=ALL, sales=OWN),
    Permission("customers.purge", _("purge the bin for good and say how long it keeps"), ON_OFF),
    Permission("customers.export", _("export lists of customers"), ON_OFF, manager=ALL),
    Permission("customers.unmask", _("look at masked phone numbers and addresses"), manager=ALL, sales=OWN),
)

# A phone is masked for every role of the first day: who has the permission above looks at one, which is written down.
MASKED_FIELDS = (
    MaskedField("customers.phone", _("phone numbers of customers")),
    MaskedField(
        "customers.email",
        _("e-mail addresses of customers"),
        (SystemRole.ADMIN, SystemRole.MANAGER, SystemRole.AGENT, SystemRole.SALES),
    ),
    MaskedField("customers.fields", _("masked fields of your own"), (SystemRole.ADMIN, SystemRole.MANAGER)),
)
