"""The first step with channels."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changlai.accounts import queries as accounts
from changlai.accounts.contracts import ChecklistStep, StepState
from changlai.accounts.models import Member
from changlai.channels import queries


def _connected(member: Member) -> StepState:
    names = [
        account.name
        for account in queries.visible_to(member).filter(parent__isnull=True, is_active=True).order_by("id")
    ]
    slug = accounts.slug_of(member.organisation_id)
    if not names:
        return StepState(is_done=False, url=reverse("channels:choose", args=[slug]), comes_first=True)
    detail = _("Connected: %(names)s.") % {"names": _(", ").join(names)}
    return StepState(is_done=True, detail=detail, url=reverse("channels:list", args=[slug]))


STEPS = (
    ChecklistStep(
        slug="channel",
        order=50,
        title=gettext_lazy("Connect a channel"),
        text=gettext_lazy("With its platform's own keys; every message then arrives here."),
        button=gettext_lazy("Choose a channel"),
        permission="channels.manage",
        state=_connected,
        icon="plug-connected",
        minutes=10,
    ),
)
