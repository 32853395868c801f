"""How accounts' lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "accounts.link.issued_by_operator": _("made a sign-in link on the server"),
    "accounts.api_token.created": _("made an API token"),
    "accounts.api_token.revoked": _("revoked an API token"),
    "accounts.member.joined": _("added a colleague"),
    "accounts.member.role_changed": _("changed a role"),
    "accounts.member.moved": _("changed a colleague's department or job title"),
    "accounts.member.switched_off": _("switched a colleague off"),
    "accounts.member.switched_on": _("switched a colleague on again"),
    "accounts.role.made": _("made a role"),
    "accounts.role.changed": _("changed what a role may do"),
    "accounts.role.removed": _("removed a role"),
    "accounts.organisation.changed": _("changed the organisation"),
    "accounts.hours.changed": _("changed the business hours"),
    "accounts.special_day.kept": _("set a day that differs"),
    "accounts.special_day.dropped": _("removed a day that differs"),
    "accounts.sending.frozen": _("stopped all sending"),
    "accounts.sending.thawed": _("resumed sending"),
    "accounts.password.changed": _("changed their password"),
    "accounts.profile.changed": _("changed their profile"),
}

FIELDS = {
    "department": _("Department"),
    "second_factor": _("Second factor required"),
    "title": _("Job title"),
    "cancelled": _("Waiting messages cancelled"),
    "day": _("Day"),
    "hours": _("Hours"),
    "language": _("Language"),
    "member": _("Member"),
    "name": _("Called"),
    "reason": _("Reason"),
    "released": _("Waiting messages sent"),
    "role": _("Role"),
    "time_zone": _("Time zone"),
}
