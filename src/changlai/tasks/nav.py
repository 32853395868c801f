"""The tasks' place in the shell."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.ui.nav import NavItem, Quick

ITEMS = (
    NavItem("tasks.mine", _("Tasks"), "clipboard", "tasks:mine", "tasks.view", "tasks", 10, count_url="tasks:count"),
    NavItem("tasks.overdue", pgettext_lazy("tasks", "Overdue"), "alarm", "tasks:overdue", "tasks.view", "tasks", 20),
    NavItem("tasks.team", pgettext_lazy("tasks", "Team"), "users", "tasks:team", "tasks.view", "tasks", 30),
    NavItem("tasks.calendar", _("Calendar"), "calendar", "tasks:calendar", "tasks.view", "tasks", 40),
    NavItem("tasks.list", _("All tasks"), "list", "tasks:list", "tasks.view", "tasks", 50),
    NavItem(
        "tasks.rules", _("Rules that make tasks"), "bolt", "tasks:rules", "tasks.rules", "settings", 40, part="service"
    ),
)
QUICK = (Quick(_("New task"), "checklist", "tasks:new", "tasks.edit"),)
