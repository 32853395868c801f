"""What may be allowed in compliance."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ON_OFF, Permission

AREAS = {"sending": _("Channels and sending")}
PERMISSIONS = (Permission("sending.manage", _("stop and resume all sending"), ON_OFF),)
