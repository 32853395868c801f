"""The first steps with imports."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changlai.accounts import queries as accounts
from changlai.accounts.contracts import ChecklistStep, StepState
from changlai.accounts.models import Member
from changlai.imports.models import ImportRun


def _look(member: Member) -> StepState:
    slug = accounts.slug_of(member.organisation_id)
    done = ImportRun.objects.filter(created_count__gt=0).order_by("-id").first()
    if done is not None:
        return StepState(is_done=True, detail=_("%(count)d customers came in a table.") % {"count": done.created_count})
    return StepState(is_done=False, url=reverse("imports:list", args=[slug]))


STEPS = (
    ChecklistStep(
        slug="import",
        order=45,
        title=gettext_lazy("Import customers"),
        text=gettext_lazy("A spreadsheet of customers, checked row by row before anything is written."),
        button=gettext_lazy("Import customers"),
        permission="customers.import",
        state=_look,
        icon="table-import",
        minutes=3,
    ),
)
