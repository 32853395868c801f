"""The first steps with customers."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changlai.accounts import queries as accounts
from changlai.accounts.contracts import ChecklistStep, StepState
from changlai.accounts.models import Member
from changlai.customers import queries, wording


def _look(member: Member) -> StepState:
    latest = queries.visible_to(member).order_by("-id").first()
    if latest is None:
        return StepState(is_done=False, detail=_("There is nobody yet: the first message makes the first customer."))
    slug = accounts.slug_of(member.organisation_id)
    sentence = _("%(name)s is here, with every touch point on one timeline.") % {"name": wording.name_of(latest.name)}
    return StepState(is_done=False, detail=sentence, url=reverse("customers:detail", args=[slug, latest.id]))


STEPS = (
    ChecklistStep(
        slug="customer",
        order=40,
        title=gettext_lazy("Look at a customer"),
        text=gettext_lazy("One person, one timeline, whatever the channel."),
        button=gettext_lazy("Open the customer"),
        permission="customers.view",
        state=_look,
        icon="users",
        by_looking=True,
    ),
)
