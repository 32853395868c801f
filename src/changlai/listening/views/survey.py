"""The page where a customer says how it was solved: two taps, reached by a link, works without a script."""

from secrets import compare_digest
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from changlai.accounts.pages import Held, ticket_page
from changlai.listening.actions import cases_talking
from changlai.listening.errors import RatedBefore
from changlai.listening.models import Case
from changlai.ui.render import render

UNPROCESSABLE = 422


@ticket_page(purpose=cases_talking.SURVEY)
def survey(request: HttpRequest, link: Held) -> HttpResponse:
    """Five faces and a button; said once. A link that was replaced, or whose time is over, leads nowhere."""
    case = Case.objects.filter(pk=link.claims["c"]).first()
    if case is None or not compare_digest(case.survey, cases_talking.digest(link.ticket)):
        raise Http404
    context: dict[str, Any] = {"firm": link.firm, "is_done": case.rated_at is not None}
    context |= {"is_missing": False, "is_thanked": False}
    if request.method == "POST" and not context["is_done"]:
        given, comment = request.POST.get("score", ""), request.POST.get("comment", "")
        if given not in {"1", "2", "3", "4", "5"}:
            return render(request, "listening/survey.html", context | {"is_missing": True}, status=UNPROCESSABLE)
        try:
            cases_talking.rate(case=case, score=int(given), comment=comment, now=timezone.now())
        except RatedBefore:
            context["is_done"] = True
        else:
            context["is_thanked"] = True
    return render(request, "listening/survey.html", context)
