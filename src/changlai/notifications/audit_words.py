"""How the lines of notifications read in the audit log; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {"notifications.mail.again": _("tried a mail again")}
FIELDS = {"mail": _("Mail")}

# What the machine room calls the jobs of this module.
JOBS = {
    "notifications.dispatch": _("Hand notices to a member"),
    "notifications.mail": _("Send a mail"),
}
