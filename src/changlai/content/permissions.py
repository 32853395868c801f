"""What may be allowed with scripts. Everybody who may use them has private ones too."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ALL, ON_OFF, Permission

AREAS = {"content": _("Materials and scripts")}
PERMISSIONS = (
    Permission("content.use", _("use scripts and keep private ones"), ON_OFF, manager=ALL, agent=ALL, sales=ALL),
    Permission("content.manage", _("write, change and import the team's scripts"), ON_OFF, manager=ALL),
)
