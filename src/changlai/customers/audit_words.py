"""How the customer room's lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "customers.merged": _("merged customers"),
    "customers.told_apart": _("said that two customers are different people"),
    "customers.unmerged": _("undid a merge of customers"),
    "customers.owner_changed": _("gave a customer another owner"),
    "customers.renamed": _("renamed a customer"),
    "customers.created": _("made a customer by hand"),
    "customers.edited": _("changed facts of a customer"),
    "customers.fields_changed": _("changed fields of a customer"),
    "customers.contact_added": _("added a phone number or an address"),
    "customers.contact_removed": _("took a phone number or an address away"),
    "customers.contact_trusted": _("marked an address as good again"),
    "customers.collaborator_added": _("added a collaborator of a customer"),
    "customers.collaborator_removed": _("removed a collaborator of a customer"),
    "customers.note_deleted": _("took a note away"),
    "customers.section_created": _("made a section of fields"),
    "customers.section_renamed": _("renamed a section of fields"),
    "customers.section_deleted": _("deleted a section of fields"),
    "customers.field_created": _("made a field of customers"),
    "customers.field_changed": _("changed a field of customers"),
    "customers.field_archived": _("archived a field of customers"),
    "customers.field_restored": _("restored a field of customers"),
    "customers.field_purged": _("deleted a field of customers with its values"),
    "customers.fields_arranged": _("put fields into another order"),
    "customers.unmasked": _("looked at a masked number or address"),
}

FIELDS = {
    "field": _("Field"),
    "fields": _("Fields"),
    "back": _("There again"),
    "customer": _("Customer"),
    "customers": _("Customers"),
    "merged": _("Merged"),
    "left_out": _("Left out"),
    "identity": _("Identity"),
    "owner": _("Responsible"),
}

# What the machine room calls the jobs of this module.
JOBS = {
    "customers.portrait": _("Fetch a customer's picture"),
}
