"""Letting a consumer read again."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from changlai.accounts import queries as accounts
from changlai.accounts.pages import Request, page
from changlai.kernel.events import rewind as kernel
from changlai.ui.render import render
from changlai.web.operations import actions, queries
from changlai.web.operations.errors import SharedSystem
from changlai.web.operations.forms import RewindForm
from changlai.web.operations.views.common import back


@page(can="system.operate")
def rewind(request: Request, consumer: str) -> HttpResponse:
    """Choose a moment, look at what repeats, then confirm."""
    found = queries.consumer_named(consumer)
    if found is None:
        raise Http404
    if len(accounts.organisation_ids()) > 1:
        raise SharedSystem
    form = RewindForm(request.POST or None)
    context = {"consumer": found, "form": form, "repeats": None, "reaches_back_to": kernel.reaches_back_to()}
    if not form.is_valid():
        return render(
            request, "web/operations/rewind.html", context, block="dialog", status=422 if form.is_bound else 200
        )
    since = form.cleaned_data["since"]
    if "confirmed" in request.POST:
        actions.rewind_to(consumer=consumer, moment=since, by=request.member)
        words = _("“%(name)s” reads again from the chosen moment. Watch its lag fall.")
        return back(request, "overview", words % {"name": consumer})
    context["repeats"] = queries.repeated([request.organisation.pk], found, kernel.position_at(since))
    return render(request, "web/operations/rewind.html", context, block="dialog")
