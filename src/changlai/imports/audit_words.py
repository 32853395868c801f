"""How the lines of imports read in the audit log; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "imports.started": _("began to import a table"),
    "imports.finished": _("imported a table"),
    "imports.cancelled": _("stopped an import"),
    "imports.undone": _("took back what an import had made"),
    "imports.removed": _("threw away an import"),
    "imports.template_kept": _("kept a template for tables"),
    "imports.template_dropped": _("dropped a template for tables"),
    "imports.failures_fetched": _("fetched the failed rows of an import"),
}
FIELDS = {
    "rows": _("Rows"),
    "source": _("Source"),
    "basis": _("Why the data may be used"),
    "created": _("New"),
    "updated": _("Updated"),
    "skipped": _("Skipped"),
    "failed": _("Failed"),
}

# What the machine room calls the jobs of this module.
JOBS = {
    "imports.work": _("Import a table"),
}
