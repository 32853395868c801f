"""Puts the API together from the modules' routers."""

import re
from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import URLPattern
from ninja import NinjaAPI, Router
from ninja.security import HttpBearer

from changlai.kernel import discovery
from changlai.web import problems
from changlai.web.api.border import StrictParser
from changlai.web.api.document import DocumentedAPI
from changlai.web.api.guard import guarded
from changlai.web.operations import api as operations

OWN = "changlai.web"
DESCRIPTION = """Everything a person can do on screen, a program can do here, as the member its token belongs to.

* Send the token as `Authorization: Bearer cl_…`.
* Errors are `application/problem+json` (RFC 9457) with a stable `rule`.
* Lists come in pages: send the value of `next` as `cursor`.
* A `POST`, `PUT`, `PATCH` or `DELETE` with an `Idempotency-Key` is done once within 24 hours;
  what answers with a file takes no such key (`400`, `api.key_not_taken`).
* 600 requests a minute per token, 120 at once; then `429` with `Retry-After`. `RateLimit-Limit`,
  `RateLimit-Remaining` and `RateLimit-Reset` (seconds) say on every answer what is left.
* Bodies are JSON of at most 64 kB (1 MB where an operation says so), 32 levels deep."""
_PARAMETER = re.compile(r"{(?!int:|slug:)")


class Token(HttpBearer):
    """Documents the scheme; :func:`guarded` has already let the caller in."""

    def authenticate(self, request: HttpRequest, token: str) -> object:
        return getattr(request, "member", None)


def mounted(routers: Sequence[Router]) -> NinjaAPI:
    """An API of these routers, guarded. Raises ValueError when an operation is careless."""
    made = DocumentedAPI(
        title="Changlai",
        version="1",
        urls_namespace="api",
        description=DESCRIPTION,
        docs_url=None,  # Swagger's page needs inline script
        auth=Token(),
        parser=StrictParser(),
    )
    problems.install(made)
    made.add_decorator(guarded, mode="view")
    for router in routers:
        _check(router)
        made.add_router("", router)
    return made


def _check(router: Router) -> None:
    """Deny by default: an operation nobody declared a permission for stops the start."""
    for path, view in router.path_operations.items():
        if _PARAMETER.search(path):
            raise ValueError(f"write ids in {path} as {{int:...}}; Python's int() reads foreign digits too")
        for operation in view.operations:
            if not hasattr(operation.view_func, "permission"):
                raise ValueError(f"{operation.view_func.__module__}: {path} lacks @allowed(...)")


def patterns_of(made: NinjaAPI) -> list[URLPattern]:
    """Its addresses; whatever goes wrong behind them is a problem answer."""
    patterns = [pattern for pattern in made.urls[0] if isinstance(pattern, URLPattern)]
    for pattern in patterns:
        pattern.callback = problems.only_problems(pattern.callback)
    return patterns


_modules = (room for room in discovery.rooms("api") if not room.__name__.startswith(f"{OWN}."))
api = mounted([*(room.router for room in _modules), operations.router])
patterns = (patterns_of(api), "api")
