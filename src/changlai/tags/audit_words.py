"""How the tags' lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "tags.group_created": _("made a tag group"),
    "tags.group_changed": _("changed a tag group"),
    "tags.group_deleted": _("deleted a tag group with its tags"),
    "tags.created": _("made tags"),
    "tags.renamed": _("renamed a tag"),
    "tags.arranged": _("put tags into another order"),
    "tags.merged": _("merged two tags"),
    "tags.deleted": _("deleted a tag"),
    "tags.marked_many": _("marked many customers with tags"),
}

FIELDS = {
    "tags": _("Tags"),
    "tag": _("Tag"),
    "into": _("Into"),
    "exclusive": _("Exclusive"),
    "customers": _("Customers"),
    "added": _("Added"),
    "removed": _("Removed"),
}

# What the machine room calls the jobs of this module.
JOBS = {
    "tags.define": _("Bring tags in step with a platform"),
    "tags.forget": _("Delete tags on a platform"),
    "tags.mark": _("Mark a customer on a platform"),
    "tags.spread": _("Order that platforms get the tags of very many customers"),
    "tags.recount": _("Count who has a tag"),
}
