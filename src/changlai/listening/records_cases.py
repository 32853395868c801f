"""Cases as a kind of record."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from changlai.listening.enums import CASE_KIND, OPEN_CASES
from changlai.listening.models import Case
from changlai.listening.queries.cases import visible_to, workable_by
from changlai.records.contracts import Face, HouseView, Kind

OPEN = {"path": "state", "any_of": [one.value for one in OPEN_CASES]}


def faces(ids: Sequence[int]) -> Mapping[int, Face]:
    """Number and title, and who said it; one statement."""
    rows = Case.objects.filter(id__in=ids).values_list("id", "number", "title", "author__name")
    return {
        one: Face(title, f"#{number}" + (f" · {name}" if name else ""), icon="ear") for one, number, title, name in rows
    }


CASE = Kind(
    slug=CASE_KIND,
    label=_("Case"),
    plural=_("Cases"),
    table="listening_case",
    permission="listening.cases",
    edit_permission="listening.work",
    visible=visible_to,
    editable=workable_by,
    faces=faces,
    page=("listening:case", "case_id"),
    place="listening:cases",
    icon="ear",
    columns=("state", "risk", "owner", "due_at", "topic", "opened_at"),
    order="-opened_at",
    quick=("state", "risk", "owner", "topic"),
    views=(
        HouseView("open", _("Open cases"), {"all": [OPEN]}),
        HouseView("mine", _("My cases"), {"all": [OPEN, {"path": "owner", "is": "me"}]}),
        HouseView("overdue", _("Not answered in time"), {"all": [{"path": "is_late", "is": True}]}),
        HouseView("all", _("All cases"), {"all": []}),
    ),
    find="words",
    title="title",
    export_permission="listening.export",
)
