"""Setting up how customers are served: targets, closing and its reasons, ratings."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from changlai.accounts.pages import Request, page
from changlai.inbox import actions
from changlai.inbox.models import CloseReason
from changlai.inbox.queries.desk import close_reasons, settings
from changlai.inbox.setup_forms import PARTS, ReasonForm, initial_of
from changlai.kernel.errors import Refusal
from changlai.ui.render import render

UNPROCESSABLE = 422


@page(can="inbox.manage")
def service(request: Request) -> HttpResponse:
    """Targets, closing, ratings: each part is a form of its own, named by ``part``."""
    part = request.POST.get("part", "")
    if request.method == "POST" and part not in PARTS:
        raise Http404
    if part:
        form = PARTS[part](request.POST)
        if not form.is_valid():
            return _page(request, **{part: form}, status=UNPROCESSABLE)
        actions.change_desk(by=request.member, **form.cleaned_data)
        return _saved(request)
    return _page(request)


@page(can="inbox.manage", methods=("POST",))
def reasons(request: Request) -> HttpResponse:
    """Another reason for closing."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.add_reason(
                name=form.cleaned_data["name"], is_rated=form.cleaned_data["is_rated"], by=request.member
            )
        except Refusal as refusal:
            form.add_error("name", str(refusal.sentence))
        else:
            return _saved(request)
    return _page(request, reason_form=form, status=UNPROCESSABLE)


@page(can="inbox.manage", methods=("POST",))
def reason(request: Request, reason_id: int) -> HttpResponse:
    """Other words for a reason, or out of use."""
    held = CloseReason.objects.filter(pk=reason_id).first()
    form = ReasonForm(request.POST)
    if held is None or not form.is_valid():
        raise Http404
    actions.change_reason(reason=held, by=request.member, **form.cleaned_data)
    return _saved(request)


def _page(request: Request, *, status: int = 200, **given: Any) -> HttpResponse:  # noqa: ANN401 - forms
    kept = settings()
    context: dict[str, Any] = {name: form(initial=initial_of(kept, form)) for name, form in PARTS.items()}
    context |= {"reasons": close_reasons(), "reason_form": ReasonForm(), "saved": "saved" in request.GET}
    return render(request, "inbox/service.html", context | given, status=status)


def _saved(request: Request) -> HttpResponse:
    return HttpResponseRedirect(reverse("inbox:service", args=[request.organisation.slug]) + "?saved")
