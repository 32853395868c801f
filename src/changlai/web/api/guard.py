"""What happens around every operation: who is it, may it, how often, in which organisation, and only once."""

import functools
from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.constants import NOT_SET

from changlai.accounts import actions, queries
from changlai.accounts.operations import ANY_MEMBER, ApiRequest
from changlai.accounts.refusals import missing_permission
from changlai.kernel.errors import Forbidden, Refusal
from changlai.kernel.middleware import client_ip
from changlai.kernel.tenancy import scope
from changlai.kernel.throttle import Throttle
from changlai.web import problems
from changlai.web.api import repetition
from changlai.web.api.border import check_length

BAD_REQUEST = 400
OK = 200
_per_token = Throttle(per_minute=600, burst=120)
_per_stranger = Throttle(per_minute=30, burst=30)

Run = Callable[..., HttpResponse]


class NotKnown(Refusal):
    """No token, or none that is good. Says nothing about why."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            _("Send a valid API token as “Authorization: Bearer cl_…”. An administrator can make one."),
            rule="api.not_known",
        )


class ReadsOnly(Forbidden):
    """The token was made for reading."""

    def __init__(self) -> None:
        super().__init__(
            _("This token may only read. Make another one for programs that write."), rule="api.reads_only"
        )


class _Undone(Exception):
    """Carries an error answer out of the scope, so that nothing the operation wrote is kept."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def guarded(run: Run) -> Run:
    """Wrap the ``run`` of an operation. Whatever ends in an error answer is rolled back whole."""
    operation = cast("Any", run).__self__
    permission: str = operation.view_func.permission
    body_limit: int = operation.view_func.body_limit
    hands_out = operation.response_models.get(OK) is NOT_SET  # an answer of its own making: a file

    def go(caller: ApiRequest, **arguments: Any) -> HttpResponse:  # noqa: ANN401 - parts of the address
        if hands_out:
            repetition.refuse_key(caller)
        return run(caller, **arguments)

    @functools.wraps(run)
    def wrapped(request: HttpRequest, **arguments: Any) -> HttpResponse:  # noqa: ANN401 - parts of the address
        try:
            caller = _identify(request)
        except Refusal as refusal:
            return _refused(request, refusal)
        caller.body_limit = body_limit
        response = _answered(caller, permission, lambda: go(caller, **arguments))
        for name, value in _per_token.look(caller.token.pk).headers.items():
            response[name] = value
        return response

    return wrapped


def _answered(caller: ApiRequest, permission: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        _per_token.take(caller.token.pk)
        return _inside(caller, permission, run)
    except _Undone as undone:
        _remember(caller, undone.response)
        return undone.response
    except Refusal as refusal:
        return _refused(caller, refusal)


def _identify(request: HttpRequest) -> ApiRequest:
    mark, _space, value = request.headers.get("Authorization", "").partition(" ")
    found = queries.token_entrance(value.strip(), now=timezone.now()) if mark.lower() == "bearer" else None
    if found is None:
        _per_stranger.take(client_ip(request.META))
        raise NotKnown
    caller = cast("ApiRequest", request)
    caller.token, entrance = found
    caller.member, caller.organisation = entrance.member, entrance.organisation
    return caller


def _inside(request: ApiRequest, permission: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    check_length(request)
    if request.token.is_read_only and request.method not in repetition.READING:
        raise ReadsOnly
    with scope(request.organisation.pk):
        if permission != ANY_MEMBER and not request.member.can(permission):
            raise missing_permission(request.member, permission)
        response = repetition.once(request, run)
        if response.status_code >= BAD_REQUEST:
            raise _Undone(response)
        # Last: what is undone would be written again at every call of a program that is refused each time.
        actions.note_token_used(token=request.token, now=timezone.now())
        return response


def _remember(caller: ApiRequest, response: HttpResponse) -> None:
    """Let a refusal write down what must outlive the rollback (a send that was not let out)."""
    afterwards = getattr(response, "afterwards", None)
    if afterwards is not None:
        with scope(caller.organisation.pk):
            afterwards()


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    response = problems.of_refusal(request, refusal)
    if refusal.status == NotKnown.status:
        response["WWW-Authenticate"] = 'Bearer realm="changlai"'
    return response
