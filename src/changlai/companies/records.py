"""Companies as a kind of record."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from changlai.companies.enums import KIND
from changlai.companies.models import Company
from changlai.companies.queries import editable_by, unseen_by, visible_to
from changlai.records.contracts import Face, HouseView, Kind


def faces(ids: Sequence[int]) -> Mapping[int, Face]:
    """Name and short name of companies; one statement."""
    rows = Company.objects.filter(id__in=ids).values_list("id", "name", "short_name")
    return {one: Face(title=name, detail=short_name, icon="building") for one, name, short_name in rows}


KINDS = (
    Kind(
        slug=KIND,
        label=_("Company"),
        plural=_("Companies"),
        table=Company._meta.db_table,
        permission="companies.view",
        edit_permission="companies.edit",
        visible=visible_to,
        editable=editable_by,
        unseen=unseen_by,
        faces=faces,
        page=("companies:detail", "company_id"),
        place="companies:list",
        icon="building",
        columns=("industry", "size", "place", "owner", "created_at"),
        order="-created_at",
        quick=("industry",),
        views=(
            HouseView("all", _("All companies"), {"all": []}),
            HouseView("mine", _("My companies"), {"all": [{"path": "owner", "is": "me"}]}),
        ),
        find="words",
        title="name",
    ),
)
