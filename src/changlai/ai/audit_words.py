"""How the lines of the audit log read, and what the machine room calls the jobs of this module."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {}  # what is corrected is written down by whoever shows it
JOBS = {"ai.learn": _("Learn what was corrected")}
