"""How the lines of the audit log read, and what the machine room calls the jobs of this module."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS = {
    "ai.model_set": _("set up the language model"),
    "ai.model_switched": _("switched the language model on or off"),
    "ai.model_removed": _("removed the language model with its key"),
}
FIELDS = {
    "address": _("Address"),
    "model": pgettext_lazy("language model", "Model"),
    "asks": _("Asked about"),
    "budget": _("Tokens a month"),
    "price_read": _("Price of a million tokens read"),
    "price_written": _("Price of a million tokens written"),
    "new_key": _("New key"),
}
JOBS = {"ai.learn": _("Learn what was corrected")}
