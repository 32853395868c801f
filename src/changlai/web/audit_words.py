"""How the machine room's lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "operations.events_discarded": _("discarded dead events"),
    "operations.events_replayed": _("handled dead events again"),
    "operations.jobs_discarded": _("discarded dead jobs"),
    "operations.jobs_revived": _("tried dead jobs again"),
    "operations.payload_seen": _("looked at the content of a dead event or job"),
    "operations.rewound": _("let a consumer read again"),
}

FIELDS = {
    "consumer": _("Consumer"),
    "done": _("Handled"),
    "event": _("Event"),
    "events": _("Events"),
    "failed": _("Failed again"),
    "job": _("Job"),
    "jobs": _("Jobs"),
    "position": _("Place in the log"),
    "reason": _("Reason"),
    "shards": _("Shards"),
    "since": _("Since"),
}
