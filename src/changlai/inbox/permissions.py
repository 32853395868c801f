"""What may be allowed in the inbox."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ALL, ON_OFF, OWN, TEAM, Permission

AREAS = {"inbox": _("Inbox")}
PERMISSIONS = (
    Permission("inbox.view", _("see conversations"), manager=ALL, agent=TEAM, sales=OWN, viewer=ALL),
    Permission("inbox.reply", _("answer customers"), manager=ALL, agent=TEAM, sales=OWN),
    Permission("inbox.note", _("write private notes in conversations"), manager=ALL, agent=TEAM, sales=OWN),
    Permission("inbox.assign", _("hand conversations over, close and reopen them"), manager=ALL, agent=TEAM, sales=OWN),
    Permission("inbox.report", _("see the board of the inbox"), ON_OFF, manager=ALL, viewer=ALL),
    Permission("inbox.manage", _("set up the inbox: rules of assignment, targets, reasons"), ON_OFF, manager=ALL),
)
