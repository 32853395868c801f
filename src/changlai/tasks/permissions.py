"""What may be allowed with tasks."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ALL, ON_OFF, OWN, TEAM, Permission

AREAS = {"tasks": _("Tasks")}
PERMISSIONS = (
    Permission("tasks.view", _("see tasks"), manager=ALL, agent=OWN, sales=OWN),
    Permission("tasks.edit", _("make, change and do tasks"), manager=ALL, agent=OWN, sales=OWN),
    Permission("tasks.assign", _("give tasks to colleagues"), manager=ALL, agent=TEAM, sales=TEAM),
    Permission("tasks.rules", _("define rules that make tasks"), ON_OFF, manager=ALL),
)
