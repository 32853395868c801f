"""What may be allowed in integrations."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ON_OFF, Permission

AREAS = {"integrations": _("Programs and webhooks")}
PERMISSIONS = (Permission("integrations.manage", _("connect other programs: webhooks"), ON_OFF),)
