"""What may be allowed in the channel room."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ALL, ON_OFF, Permission

AREAS = {"channels": _("Channels and sending")}
PERMISSIONS = (
    Permission("channels.view", _("see channel accounts and their health"), ON_OFF, manager=ALL),
    Permission("channels.manage", _("connect, change and replay channel accounts"), ON_OFF),
)
