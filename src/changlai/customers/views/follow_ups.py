"""Calls, visits and talks elsewhere that colleagues log."""

import json

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from changlai.accounts.pages import Request, page
from changlai.customers import actions, queries, wording
from changlai.customers.actions import FollowUp
from changlai.customers.enums import FollowUpKind
from changlai.customers.forms import FollowUpForm
from changlai.customers.views.record import address
from changlai.ui.render import render, wants_fragment


@page(can="customers.edit")
def follow_up(request: Request, customer_id: int) -> HttpResponse:
    """Log how one kept in touch with the customer, in a dialog."""
    customer = queries.get_to_edit(request.member, customer_id)
    now = timezone.now()
    start = {"kind": FollowUpKind.CALL, "happened_at": timezone.localtime(now).strftime("%Y-%m-%dT%H:%M")}
    form = FollowUpForm(request.POST or None, initial=start)
    form.offer(queries.usable_outcomes())
    if form.is_valid():
        told = form.cleaned_data
        actions.log_follow_up(
            customer=customer,
            follow_up=FollowUp(
                told["kind"],
                told["happened_at"],
                form.seconds,
                told["outcome"],
                told["next_on"],
                _("Follow up %(name)s") % {"name": wording.name_of(customer.name)},
            ),
            text=told["text"],
            by=request.member,
            now=now,
            uploads=request.FILES.getlist("files"),
        )
        if not wants_fragment(request):
            return HttpResponseRedirect(address(request, customer))
        said = {"tone": "ok", "text": _("The follow-up is on the timeline.")}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"closeDialog": "", "toast": said})})
    context = {"customer": customer, "form": form}
    return render(request, "customers/follow_up.html", context, block="dialog", status=422 if form.is_bound else 200)
