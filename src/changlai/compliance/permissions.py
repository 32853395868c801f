"""What may be allowed in compliance."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ALL, ON_OFF, Permission

AREAS = {
    "sending": _("Channels and sending"),
    "contact": _("Channels and sending"),
    "subjects": _("Customers"),
}
PERMISSIONS = (
    Permission("sending.manage", _("stop and resume all sending"), ON_OFF),
    Permission("contact.manage", _("set quiet hours, blocked words and the suppression list"), ON_OFF, manager=ALL),
    Permission("subjects.manage", _("export and erase the data of one person"), ON_OFF),
)
