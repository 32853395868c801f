"""How the customer room's lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "customers.merged": _("merged customers"),
    "customers.told_apart": _("said that two customers are different people"),
    "customers.unmerged": _("undid a merge of customers"),
    "customers.owner_changed": _("gave a customer another owner"),
    "customers.owners_changed": _("handed many customers over"),
    "customers.collaborators_added": _("added a collaborator of many customers"),
    "customers.collaborators_removed": _("removed a collaborator of many customers"),
    "customers.renamed": _("renamed a customer"),
    "customers.created": _("made a customer by hand"),
    "customers.edited": _("changed facts of a customer"),
    "customers.many_edited": _("changed facts of many customers"),
    "customers.fields_changed": _("changed fields of a customer"),
    "customers.contact_added": _("added a phone number or an address"),
    "customers.contact_removed": _("took a phone number or an address away"),
    "customers.phones_mended": _("brought phone numbers of customers into one form"),
    "customers.contact_trusted": _("marked an address as good again"),
    "customers.collaborator_added": _("added a collaborator of a customer"),
    "customers.collaborator_removed": _("removed a collaborator of a customer"),
    "customers.outcome_created": _("added an outcome of follow-ups"),
    "customers.outcome_changed": _("changed an outcome of follow-ups"),
    "customers.outcomes_arranged": _("put the outcomes of follow-ups into another order"),
    "customers.note_deleted": _("took a note away"),
    "customers.binned": _("moved customers to the bin"),
    "customers.restored": _("restored customers from the bin"),
    "customers.purged": _("purged a customer for good"),
    "customers.purge_ordered": _("ordered that customers of the bin are purged for good"),
    "customers.bin_days_changed": _("changed how long the bin keeps customers"),
    "customers.twin_rules_changed": _("changed the rules for duplicates"),
    "customers.all_checked": _("had all customers looked at for duplicates"),
    "customers.many_merged": _("merged many suggested duplicates"),
    "customers.merge_run_undone": _("undid many merges at once"),
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
    "outcome": _("Outcome"),
    "owner": _("Responsible"),
    "count": _("How many"),
    "days": _("Days"),
    "rows": _("Rows"),
}

# What the machine room calls the jobs of this module.
JOBS = {
    "customers.portrait": _("Fetch a customer's picture"),
    "customers.merge_run": _("Merge many duplicates"),
    "customers.count_quality": _("Count how good the records are"),
    "customers.check_all": _("Look at all customers for duplicates"),
    "customers.purge": _("Purge customers of the bin"),
}
