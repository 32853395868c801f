"""What the machine room calls the jobs of this module."""

from django.utils.translation import gettext_lazy as _

JOBS = {"ai.learn": _("Learn what was corrected")}
