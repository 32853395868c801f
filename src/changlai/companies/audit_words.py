"""How the companies' lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "companies.created": _("made a company"),
    "companies.edited": _("changed a company"),
    "companies.merged": _("made one company of two"),
    "companies.unmerged": _("undid a merge of companies"),
    "companies.told_apart": _("said that two companies are not the same"),
    "companies.binned": _("moved companies to the bin"),
    "companies.restored": _("restored companies from the bin"),
    "companies.purged": _("purged companies for good"),
    "companies.imported": _("imported companies"),
    "companies.taken_back": _("took imported companies back"),
    "companies.assigned": _("handed companies over"),
    "companies.industry_set": _("set the industry of companies"),
    "companies.fields_changed": _("changed own fields of companies"),
    "companies.person_added": _("added a customer to a company"),
    "companies.person_changed": _("changed what a customer does at a company"),
    "companies.person_removed": _("took a customer out of a company"),
    "companies.industry_created": _("made an industry"),
    "companies.industry_renamed": _("renamed an industry"),
    "companies.industry_deleted": _("deleted an industry"),
    "companies.industries_arranged": _("put industries into another order"),
}

FIELDS = {
    "companies": _("Companies"),
    "industry": _("Industry"),
    "count": _("How many"),
}
