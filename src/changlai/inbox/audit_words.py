"""How the inbox's lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {"inbox.assigned": _("handed a conversation over")}
FIELDS = {"assignee": _("Assignee"), "conversation": _("Conversation")}
