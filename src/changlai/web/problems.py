"""Errors of the API as RFC 9457 problem details: what, why, and the request's id to quote. Never a stack."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from changlai.kernel.errors import Refusal

CONTENT_TYPE = "application/problem+json"
NOTHING: Mapping[str, object] = {}
TOLD = ("place", "problem")  # facts of a refusal that go into the answer: see records.errors.BadFilter


def problem(
    request: HttpRequest,
    status: int,
    detail: str = "",
    *,
    rule: str = "",
    errors: Sequence[Mapping[str, object]] = (),
    facts: Mapping[str, object] = NOTHING,
) -> HttpResponse:
    """A problem answer. ``rule`` is a stable slug to program against; of ``facts`` the TOLD ones stand in it, and
    ``seconds`` says how long to wait.
    """
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    extra = {"detail": detail, "rule": rule, "errors": list(errors), "request_id": getattr(request, "request_id", "")}
    body |= {name: value for name, value in extra.items() if value}
    body |= {name: facts[name] for name in TOLD if name in facts}
    response = JsonResponse(body, status=status, content_type=CONTENT_TYPE)
    if "seconds" in facts:
        response["Retry-After"] = str(facts["seconds"])
    return response


def of_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The problem answer a refusal becomes; of a filter that is wrong it says which condition, and what is wrong."""
    return problem(request, refusal.status, str(refusal.sentence), rule=refusal.rule, facts=refusal.facts)


def install(api: NinjaAPI) -> None:
    """Make every expected exception of an operation a problem answer; the unexpected ones bubble up to
    Django.
    """

    def refused(request: HttpRequest, refusal: Any) -> HttpResponse:  # noqa: ANN401 - Ninja's handler type
        response = of_refusal(request, refusal)
        response.afterwards = refusal.afterwards  # type: ignore[attr-defined]  # called by guard, when all is undone
        return response

    def missing(request: HttpRequest, _error: Any) -> HttpResponse:  # noqa: ANN401 - as above
        return problem(request, 404, _("There is no such thing, or it is not yours to see."), rule="api.not_found")

    def http_error(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ANN401 - as above
        if isinstance(error.__cause__, Refusal):  # Ninja wraps whatever its parser raises
            return of_refusal(request, error.__cause__)
        return problem(request, error.status_code, str(error))

    def invalid(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ANN401 - as above
        errors = [{"place": list(one["loc"]), "message": one["msg"], "kind": one["type"]} for one in error.errors]
        return problem(request, 422, _("Some values do not fit; see “errors”."), rule="api.invalid", errors=errors)

    api.add_exception_handler(Refusal, refused)
    api.add_exception_handler(Http404, missing)
    api.add_exception_handler(HttpError, http_error)
    api.add_exception_handler(ValidationError, invalid)


def only_problems(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give plain error answers of the framework (a wrong method) the same shape."""

    def wrapped(request: HttpRequest, *arguments: object, **named: object) -> HttpResponse:
        response = view(request, *arguments, **named)
        if response.status_code < HTTPStatus.BAD_REQUEST or response.get("Content-Type") == CONTENT_TYPE:
            return response
        answer = problem(request, response.status_code)
        if response.has_header("Allow"):
            answer["Allow"] = response["Allow"]
        return answer

    wrapped.csrf_exempt = True  # type: ignore[attr-defined]  # bearer tokens only: no cookie is ever looked at
    return wrapped
