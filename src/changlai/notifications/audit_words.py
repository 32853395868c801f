"""How the lines of notifications read in the audit log; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {"notifications.mail.again": _("tried a mail again")}
FIELDS = {"mail": _("Mail")}
