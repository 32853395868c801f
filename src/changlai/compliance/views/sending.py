"""The switch of all sending."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.pages import Request, page
from changlai.channels import queries as channels
from changlai.compliance import actions
from changlai.compliance.forms import FreezeForm, ThawForm
from changlai.ui.render import render


@page(can="sending.manage", methods=("GET",))
def sending(request: Request) -> HttpResponse:
    """Whether messages leave; the way to stop them, or what waits and the way to let them go."""
    return _shown(request)


@page(can="sending.manage", methods=("POST",))
def freeze(request: Request) -> HttpResponse:
    """Stop all sending, with a reason."""
    form = FreezeForm(request.POST)
    if not form.is_valid():
        return _shown(request, freeze_form=form)
    reason = form.cleaned_data["reason"]
    actions.freeze(organisation=request.organisation, reason=reason, by=request.member, now=timezone.now())
    return _back(request)


@page(can="sending.manage", methods=("POST",))
def release(request: Request) -> HttpResponse:
    """Let messages leave again, and decide about those that wait."""
    form = ThawForm(request.POST)
    if not form.is_valid():
        return _shown(request, thaw_form=form)
    fate = form.cleaned_data["waiting"]
    actions.thaw(organisation=request.organisation, waiting=fate, by=request.member, now=timezone.now())
    return _back(request)


def _shown(
    request: Request, *, freeze_form: FreezeForm | None = None, thaw_form: ThawForm | None = None
) -> HttpResponse:
    context = {
        "freeze": accounts.freeze_of(request.organisation),
        "waiting": channels.waiting(),
        "freeze_form": freeze_form or FreezeForm(),
        "thaw_form": thaw_form or ThawForm(),
    }
    is_wrong = freeze_form is not None or thaw_form is not None
    return render(request, "compliance/sending.html", context, status=422 if is_wrong else 200)


def _back(request: Request) -> HttpResponse:
    return HttpResponseRedirect(reverse("compliance:sending", args=[request.organisation.slug]))
