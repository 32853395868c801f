"""Pages and API answers when something is not there, not allowed or broken: what, why, what to do, and the id
to quote.
"""

import logging
import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Organisation
from changlai.accounts.pages import language_of
from changlai.accounts.queries import Entrance
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.ui.render import render
from changlai.web.problems import problem

log = logging.getLogger(__name__)

API = "/api/"
RETRY_SECONDS = "5"
LAST_RESORT = """<!doctype html><meta charset=utf-8><title>Changlai</title>
<p>常来暂时无法显示此页，请稍后再试。
<p>Changlai cannot show this page right now. Please try again.
"""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """What Django refuses to read: a wrong host name, a form that is too large."""
    return _answer(request, HTTPStatus.BAD_REQUEST, _("This request cannot be read."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """Django's own "no" (a host, a path); permissions have their own page."""
    return _answer(request, HTTPStatus.FORBIDDEN, _("You may not open this."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """Missing and foreign things alike."""
    return _answer(request, HTTPStatus.NOT_FOUND, _("There is no such thing, or it is not yours to see."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault. When it is only the database that is away, says so and asks to come back."""
    error = sys.exc_info()[1]
    if error is None or not db.is_transient(error):
        return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, _("Something broke on our side."))
    response = _answer(request, HTTPStatus.SERVICE_UNAVAILABLE, _("The database is away for a moment."))
    response["Retry-After"] = RETRY_SECONDS
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from an old page or without our cookie."""
    log.info("web.csrf_failed", extra={"reason": reason[:80]})
    if reason == REASON_NO_CSRF_COOKIE:
        sentence = _(
            "Your browser did not send our cookie. Allow cookies for this site, reload the page and try again."
        )
    else:
        sentence = _("This page was open for too long. Reload it and try again; nothing has been changed.")
    return _answer(request, HTTPStatus.FORBIDDEN, sentence)


def _answer(request: HttpRequest, status: HTTPStatus, sentence: Promise) -> HttpResponse:
    if request.path.startswith(API):
        return problem(request, status, str(sentence))
    context = {"sentence": sentence, "request_id": getattr(request, "request_id", "")}
    try:
        return _page(request, status, context)
    except Exception:  # the error page itself must never fail
        log.exception("web.error_page_failed", extra={"status": int(status)})
        return HttpResponse(LAST_RESORT, status=status)


def _page(request: HttpRequest, status: HTTPStatus, context: dict[str, object]) -> HttpResponse:
    template = f"web/{int(status)}.html"
    organisation: Organisation | None = getattr(request, "organisation", None)
    if organisation is None:
        return render(request, template, context, status=status)
    with translation.override(language_of(request, Entrance(organisation, request.member))):  # type: ignore[attr-defined]  # set together
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return render(request, template, context, status=status)
        with scope(organisation.pk):
            return render(request, template, context, status=status)
