"""What tasks are found by: their title and description."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from changlai.records.contracts import Findable, Word
from changlai.tasks.models import Task


def words(ids: Sequence[int]) -> Mapping[int, Sequence[Word]]:
    """One statement."""
    rows = Task.objects.filter(id__in=ids).values_list("id", "title", "text")
    return {
        one: [Word("title", title, weight=100), *([Word("text", text, weight=30)] if text else [])]
        for one, title, text in rows
    }


FINDABLES = (
    Findable(
        kind="task",
        words=words,
        tables=(("tasks_task", "id", ("title", "text")),),
        labels={"title": _("What is to be done"), "text": _("Description")},
        moment="created_at",
    ),
)
