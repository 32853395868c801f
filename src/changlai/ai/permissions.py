"""What may be allowed about the judging of texts."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ON_OFF, Permission

AREAS = {"ai": _("Language model")}
PERMISSIONS = (Permission("ai.manage", _("have a language model elsewhere asked, with its key and budget"), ON_OFF),)
