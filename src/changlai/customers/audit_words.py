"""How the customer room's lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "customers.merged": _("merged customers"),
    "customers.told_apart": _("said that two customers are different people"),
    "customers.unmerged": _("undid a merge of customers"),
    "customers.owner_changed": _("gave a customer another owner"),
    "customers.renamed": _("renamed a customer"),
    "customers.unmasked": _("looked at a masked number or address"),
}

FIELDS = {
    "back": _("There again"),
    "customer": _("Customer"),
    "customers": _("Customers"),
    "merged": _("Merged"),
    "identity": _("Identity"),
    "owner": _("Responsible"),
}
