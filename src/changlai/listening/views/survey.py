"""The page where a customer says how it was solved: two taps, reached by a link, works without a script."""

from datetime import datetime
from secrets import compare_digest
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from changlai.accounts.models import Organisation
from changlai.accounts.pages import open_page
from changlai.kernel import crypto
from changlai.kernel.tenancy import scope
from changlai.listening.actions import cases_talking
from changlai.listening.errors import RatedBefore
from changlai.listening.models import Case
from changlai.ui.render import render

UNPROCESSABLE = 422
LANGUAGES = ("zh-hans", "en")


@open_page
def survey(request: HttpRequest, ticket: str) -> HttpResponse:
    """Five faces and a button; said once. A link that was replaced, or whose time is over, leads nowhere."""
    try:
        claims = crypto.read_ticket(ticket, purpose=cases_talking.SURVEY)
    except crypto.BadTicket:
        raise Http404 from None
    organisation = Organisation.objects.filter(pk=claims["o"]).first()
    if organisation is None:
        raise Http404
    with scope(organisation.pk), translation.override(_language(request, organisation)):
        case = Case.objects.filter(pk=claims["c"]).first()
        if case is None or not compare_digest(case.survey, cases_talking.digest(ticket)):
            raise Http404
        return _answer(request, organisation, case, timezone.now())


def _language(request: HttpRequest, organisation: Organisation) -> str:
    """The reader's own where we speak it, else the organisation's."""
    own = translation.get_language_from_request(request) if request.headers.get("Accept-Language") else ""
    return own if own in LANGUAGES else organisation.language


def _answer(request: HttpRequest, organisation: Organisation, case: Case, now: datetime) -> HttpResponse:
    context: dict[str, Any] = {"firm": organisation, "is_done": case.rated_at is not None, "is_missing": False}
    context |= {"is_thanked": False, "language": translation.get_language()}
    if request.method == "POST" and not context["is_done"]:
        given = request.POST.get("score", "")
        if given not in {"1", "2", "3", "4", "5"}:
            return _closed(
                render(request, "listening/survey.html", context | {"is_missing": True}, status=UNPROCESSABLE)
            )
        try:
            cases_talking.rate(case=case, score=int(given), comment=request.POST.get("comment", ""), now=now)
        except RatedBefore:
            context["is_done"] = True
        else:
            context["is_thanked"] = True
    return _closed(render(request, "listening/survey.html", context))


def _closed(response: HttpResponse) -> HttpResponse:
    """Nobody keeps it, and the link in the address goes to no other site (see inbox.views.rating)."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response
