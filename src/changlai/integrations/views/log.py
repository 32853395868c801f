"""One message to a webhook: its body, every try and answer."""

import json

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.integrations import actions, queries
from changlai.integrations.wording import why_no_answer
from changlai.ui.render import render


@page(can="integrations.manage", methods=("GET",))
def delivery(request: Request, delivery_id: int) -> HttpResponse:
    """What was sent, and what was answered each time."""
    found = queries.delivery_for(request.member, delivery_id)
    body = json.dumps(json.loads(found.message.payload), indent=2, ensure_ascii=False)
    context = {"delivery": found, "body": body, "tries": [(one, why_no_answer(one)) for one in queries.tries(found)]}
    return render(request, "integrations/delivery.html", context)


@page(can="integrations.manage", methods=("POST",))
def delivery_replay(request: Request, delivery_id: int) -> HttpResponse:
    """Send it again."""
    found = queries.delivery_for(request.member, delivery_id)
    actions.replay(delivery=found, by=request.member, now=timezone.now())
    return HttpResponseRedirect(reverse("integrations:delivery", args=[request.organisation.slug, found.pk]))
