"""How the customer room's lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "customers.owner_changed": _("gave a customer another owner"),
    "customers.renamed": _("renamed a customer"),
    "customers.unmasked": _("looked at a masked number or address"),
}

FIELDS = {
    "identity": _("Identity"),
    "owner": _("Responsible"),
}
