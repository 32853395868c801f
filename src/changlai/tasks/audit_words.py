"""How the tasks' lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "tasks.created": _("made a task"),
    "tasks.changed": _("changed a task"),
    "tasks.assigned": _("gave tasks to a colleague"),
    "tasks.moved": _("moved tasks to another day"),
    "tasks.done": _("did tasks"),
    "tasks.reopened": _("reopened a task"),
    "tasks.deleted": _("deleted a task"),
    "tasks.rule_created": _("made a rule that makes tasks"),
    "tasks.rule_changed": _("changed a rule that makes tasks"),
    "tasks.rule_deleted": _("deleted a rule that makes tasks"),
}
FIELDS = {
    "tasks": _("Tasks"),
    "assignee": _("Does it"),
    "day": _("Day"),
}
