"""How the lines of integrations read in the audit log; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "integrations.webhook.created": _("set up a webhook"),
    "integrations.webhook.changed": _("changed a webhook"),
    "integrations.webhook.secret_changed": _("changed a webhook's secret"),
    "integrations.webhook.switched": _("switched a webhook on or off"),
    "integrations.webhook.removed": _("removed a webhook"),
    "integrations.webhook.replayed": _("sent messages of a webhook again"),
}
FIELDS = {
    "url": _("Address"),
    "topics": _("Events"),
    "is_on": _("On"),
    "why": _("Why"),
    "message": _("Message"),
    "since": _("Since"),
    "count": _("How many"),
}

# What the machine room calls the jobs of this module.
JOBS = {
    "integrations.deliver": _("Tell a webhook"),
}
