"""The page where a customer says how it was: reached by a signed link, works without a script."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from changlai.accounts.models import Organisation
from changlai.accounts.pages import open_page
from changlai.inbox import actions
from changlai.inbox.errors import RatedAlready
from changlai.inbox.models import Rating
from changlai.inbox.queries.desk import rating_question
from changlai.kernel import crypto
from changlai.kernel.tenancy import scope
from changlai.ui.render import render

UNPROCESSABLE = 422


@open_page
def rating(request: HttpRequest, ticket: str) -> HttpResponse:
    """Five stars and a word; said once."""
    try:
        claims = crypto.read_ticket(ticket, purpose=actions.RATING_LINK)
    except crypto.BadTicket:
        raise Http404 from None
    organisation = Organisation.objects.filter(pk=claims["o"]).first()
    if organisation is None:
        raise Http404
    with scope(organisation.pk), translation.override(organisation.language):
        held = Rating.objects.filter(pk=claims["r"]).first()
        if held is None:
            raise Http404
        return _answer(request, organisation, held, timezone.now())


def _answer(request: HttpRequest, organisation: Organisation, held: Rating, now: datetime) -> HttpResponse:
    context: dict[str, Any] = {"firm": organisation, "rating": held, "is_done": bool(held.score and held.comment)}
    context |= {"question": rating_question(), "is_thanked": False, "is_missing": False}
    if request.method == "POST":
        given = request.POST.get("score", "")
        score = held.score or (int(given) if given in {"1", "2", "3", "4", "5"} else 0)
        if not score:
            return render(request, "inbox/rating.html", context | {"is_missing": True}, status=UNPROCESSABLE)
        try:
            actions.rate(rating=held, score=score, comment=request.POST.get("comment", ""), now=now)
        except RatedAlready:
            context["is_done"] = True
        else:
            context["is_thanked"] = True
    response = render(request, "inbox/rating.html", context)
    response["Cache-Control"] = "no-store"
    # The ticket in the address goes to no other site. With "no-referrer" browsers would post the form with
    # "Origin: null", which is refused as a forgery.
    response["Referrer-Policy"] = "same-origin"
    return response
