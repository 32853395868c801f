"""What cases are found by: number, title, author, outcome."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from changlai.listening.enums import CASE_KIND
from changlai.listening.models import Case
from changlai.records.contracts import Findable, Word


def words(ids: Sequence[int]) -> Mapping[int, Sequence[Word]]:
    """One statement."""
    rows = Case.objects.filter(id__in=ids).values_list("id", "number", "title", "author__name", "outcome")
    return {
        one: [
            Word("title", title, weight=100),
            Word("number", str(number), weight=70),
            *([Word("author", author, weight=60)] if author else []),
            *([Word("outcome", outcome, weight=30)] if outcome else []),
        ]
        for one, number, title, author, outcome in rows
    }


CASE_WORDS = Findable(
    kind=CASE_KIND,
    words=words,
    tables=(("listening_case", "id", ("title", "number", "outcome", "author_id")),),
    labels={"title": _("Title"), "number": _("Number"), "author": _("Author"), "outcome": _("Outcome")},
    moment="opened_at",
)
