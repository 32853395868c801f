"""Permissions of accounts, and of the machine room that has no module of its own."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ALL, ON_OFF, Permission

AREAS = dict.fromkeys(("members", "settings", "audit", "system"), _("Organisation and colleagues"))
PERMISSIONS = (
    Permission("members.view", _("see colleagues"), ON_OFF, manager=ALL, agent=ALL, sales=ALL, viewer=ALL),
    Permission("members.manage", _("manage colleagues and their roles"), ON_OFF),
    Permission("settings.manage", _("change the organisation's settings"), ON_OFF),
    Permission("audit.view", _("read the audit log"), ON_OFF, manager=ALL),
    Permission("system.operate", _("operate the system: replay and repair what failed"), ON_OFF),
)
