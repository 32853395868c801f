"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic, Key, PageKeys

TOPICS = (
    GuideTopic(
        pages=("tasks:mine", "tasks:overdue", "tasks:team", "tasks:calendar", "tasks:list", "tasks:task", "tasks:new"),
        title=_("Tasks"),
        text=_("What is to be done, by whom and by when; for a customer, another record, or by itself."),
        points=(
            _("Tick a task off here, on the record's page or beside the conversation; “Undo” brings it back."),
            _("Lists of customers show and filter by the next task, and by how many are open or late."),
            _("What repeats comes round by itself: its next turn is made when this one is done."),
            _("A task with an hour is late at that hour, one with a day when the day is over."),
            _("In the calendar, carry a task to another day, or press the arrow keys while it has the focus."),
            _("“Put off” moves it to tomorrow or to next Monday; a reminder then comes again."),
        ),
    ),
    GuideTopic(
        pages=("tasks:rules",),
        title=_("Rules that make tasks"),
        text=_("Rules give whoever is responsible for a customer a task, so that nobody is forgotten."),
        points=(
            _("A message, a call, a visit or a talk elsewhere is a follow-up; a note for colleagues is none."),
            _("A rule looks from the moment it is switched on. Each customer gets one task per cause."),
        ),
    ),
)
KEYS = (
    PageKeys("tasks:mine", _("My day"), (Key(("N",), _("New task")),)),
    PageKeys(
        "tasks:calendar",
        _("Calendar of tasks"),
        (
            Key(("N",), _("New task")),
            Key(("T",), _("Today")),
            Key(("P",), _("Earlier")),
            Key(("F",), _("Later")),
            Key(("←",), _("Carry the task in focus to the day before")),
            Key(("→",), _("Carry the task in focus to the next day")),
            Key(("↑",), _("Carry the task in focus to the week before")),
            Key(("↓",), _("Carry the task in focus to the next week")),
        ),
    ),
)
