"""How the orders' lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS = {
    "orders.entered": _("entered an order"),
    "orders.changed": _("changed an order"),
    "orders.deleted": _("deleted an order"),
    "orders.fields_changed": _("changed own fields of orders"),
    "orders.kept": _("sent orders by a program"),
}

FIELDS = {
    "number": pgettext_lazy("order", "Number"),
    "amount": pgettext_lazy("order", "Amount"),
    "fields": _("Fields"),
    "orders": _("Orders"),
    "created": _("New"),
    "updated": _("Changed"),
    "unchanged": _("As they were"),
    "refused": _("Refused"),
    "source": _("Source"),
}
