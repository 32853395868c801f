"""How the lines of compliance in the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "compliance.cap_set": _("set how often customers are written to"),
    "compliance.consented": _("noted a customer's consent"),
    "compliance.erased": _("erased a customer's data"),
    "compliance.erasure_approved": _("agreed to an erasure"),
    "compliance.erasure_asked": _("asked for an erasure"),
    "compliance.erasure_cancelled": _("called off an erasure"),
    "compliance.erasure_retried": _("had a failed erasure tried again"),
    "compliance.export_asked": _("asked for a copy of a customer's data"),
    "compliance.export_cancelled": _("called off a copy of a customer's data"),
    "compliance.export_fetched": _("fetched a copy of a customer's data"),
    "compliance.export_retried": _("had a failed copy of a customer's data tried again"),
    "compliance.opted_out": _("noted that a customer wants no messages"),
    "compliance.quiet_ended": _("ended quiet hours"),
    "compliance.quiet_set": _("set quiet hours"),
    "compliance.released": _("took an address off the suppression list"),
    "compliance.suppressed": _("put addresses on the suppression list"),
    "compliance.word_removed": _("removed a blocked word"),
    "compliance.words_added": _("added blocked words"),
}

FIELDS = {
    "addresses": _("Addresses"),
    "channel": _("Channel"),
    "customer": _("Customer"),
    "days": _("Days"),
    "hint": _("Address"),
    "hours": _("Hours"),
    "kind": _("Kind"),
    "messages": _("Messages"),
    "purpose": _("Purpose"),
    "word": _("Word"),
    "words": _("Words"),
}

# What the machine room calls the jobs of this module.
JOBS = {
    "compliance.erasure": _("Erase a customer's data"),
    "compliance.export": _("Make a copy of a customer's data"),
}
