"""What may be allowed in the listening room."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ALL, ON_OFF, OWN, TEAM, Permission

AREAS = {"listening": _("Listening")}
PERMISSIONS = (
    Permission(
        "listening.view", _("see what is said in public, and the board"), ON_OFF, manager=ALL, agent=ALL, viewer=ALL
    ),
    Permission("listening.judge", _("correct what a mention means"), ON_OFF, manager=ALL, agent=ALL),
    Permission("listening.topics", _("define topics, alert rules and causes"), ON_OFF, manager=ALL),
    Permission("listening.sources", _("keep the register of sources"), ON_OFF),
    Permission("listening.bring_in", _("bring in mentions by file or API"), ON_OFF, manager=ALL),
    Permission("listening.export", _("export mentions and figures"), ON_OFF, manager=ALL),
    Permission("listening.cases", _("see cases"), manager=ALL, agent=TEAM),
    Permission("listening.work", _("open, answer and solve cases"), manager=ALL, agent=OWN),
)
