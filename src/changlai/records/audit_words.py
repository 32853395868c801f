"""How the record room's lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "records.view_kept": _("made a view of a list"),
    "records.view_changed": _("changed a view of a list"),
    "records.view_dropped": _("deleted a view of a list"),
    "records.exported": _("exported a list"),
    "records.export_fetched": _("fetched the file of an exported list"),
    "records.run_began": _("began a deed with many records"),
    "records.run_cancelled": _("stopped a deed with many records"),
    "records.section_created": _("made a section of fields"),
    "records.section_renamed": _("renamed a section of fields"),
    "records.section_deleted": _("deleted a section of fields"),
    "records.field_created": _("made an own field"),
    "records.field_changed": _("changed an own field"),
    "records.field_archived": _("archived an own field"),
    "records.field_restored": _("restored an own field"),
    "records.field_purged": _("deleted an own field with its values"),
    "records.unmasked": _("looked at a masked value"),
    "records.fields_arranged": _("put fields into another order"),
}

FIELDS = {
    "deed": _("Deed"),
    "kind": _("Kind of record"),
    "export": _("Export"),
    "filter": _("Filter"),
    "columns": _("Columns"),
    "format": _("Format"),
    "count": _("How many"),
    "field": _("Field"),
}

# What the machine room calls the jobs of this module.
JOBS = {
    "records.index": _("Read changed records for the search"),
    "records.rebuild": _("Read all records for the search"),
    "records.export": _("Export a list"),
    "records.purge_field": _("Delete the values of a purged field"),
    "records.run": _("Work through many records"),
}
