"""The page where a customer says how it was: reached by a signed link, works without a script."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from changlai.accounts.pages import Held, ticket_page
from changlai.inbox import actions
from changlai.inbox.errors import RatedAlready
from changlai.inbox.models import Rating
from changlai.inbox.queries.desk import rating_question
from changlai.ui.render import render

UNPROCESSABLE = 422


@ticket_page(purpose=actions.RATING_LINK)
def rating(request: HttpRequest, link: Held) -> HttpResponse:
    """Five stars and a word; said once."""
    held = Rating.objects.filter(pk=link.claims["r"]).first()
    if held is None:
        raise Http404
    context: dict[str, Any] = {"firm": link.firm, "rating": held, "is_done": bool(held.score and held.comment)}
    context |= {"question": rating_question(), "is_thanked": False, "is_missing": False}
    if request.method == "POST":
        given = request.POST.get("score", "")
        score = held.score or (int(given) if given in {"1", "2", "3", "4", "5"} else 0)
        if not score:
            return render(request, "inbox/rating.html", context | {"is_missing": True}, status=UNPROCESSABLE)
        try:
            actions.rate(rating=held, score=score, comment=request.POST.get("comment", ""), now=timezone.now())
        except RatedAlready:
            context["is_done"] = True
        else:
            context["is_thanked"] = True
    return render(request, "inbox/rating.html", context)
