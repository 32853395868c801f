"""The list of webhooks, and a new one."""

from django.http import HttpResponse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.integrations import actions, queries
from changlai.integrations.forms import EndpointForm
from changlai.integrations.views.endpoint import shown
from changlai.kernel.errors import Refusal
from changlai.ui.render import render


@page(can="integrations.manage", methods=("GET",))
def endpoints(request: Request) -> HttpResponse:
    """Every webhook with how it does."""
    found = list(queries.visible_to(request.member).order_by("id"))
    return render(request, "integrations/list.html", {"endpoints": found})


@page(can="integrations.manage")
def new(request: Request) -> HttpResponse:
    """Set one up. Its secret is shown on this very answer and never again."""
    form = EndpointForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.create(by=request.member, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return shown(request, made, secret=made.secret)
    return render(request, "integrations/new.html", {"form": form}, status=422 if form.is_bound else 200)
