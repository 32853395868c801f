"""Puts the API together from the modules' routers."""

import re

from django.http import HttpRequest
from django.urls import URLPattern
from ninja import NinjaAPI, Router
from ninja.security import HttpBearer

from changlai.kernel import discovery
from changlai.web.api import problems
from changlai.web.api.border import StrictParser
from changlai.web.api.guard import guarded

OWN = "changlai.web"
DESCRIPTION = """Everything a person can do on screen, a program can do here, as the member its token belongs to.

* Send the token as `Authorization: Bearer cl_…`.
* Errors are `application/problem+json` (RFC 9457) with a stable `rule`.
* Lists come in pages: send the value of `next` as `cursor`.
* A `POST`, `PUT`, `PATCH` or `DELETE` with an `Idempotency-Key` is done once within 24 hours.
* 600 requests a minute per token, 120 at once; then `429` with `Retry-After`.
* Bodies are JSON of at most 64 kB, 32 levels deep."""
_PARAMETER = re.compile(r"{(?!int:|slug:)")


class Token(HttpBearer):
    """Documents the scheme; :func:`guarded` has already let the caller in."""

    def authenticate(self, request: HttpRequest, token: str) -> object:
        return getattr(request, "member", None)


def _build() -> NinjaAPI:
    made = NinjaAPI(
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
    for room in discovery.rooms("api"):
        if not room.__name__.startswith(f"{OWN}."):
            _check(room.router, room.__name__)
            made.add_router("", room.router)
    return made


def _check(router: Router, name: str) -> None:
    """Deny by default: an operation nobody declared a permission for stops the start."""
    for path, view in router.path_operations.items():
        if _PARAMETER.search(path):
            raise ValueError(f"{name}: write ids in {path} as {{int:...}}; Python's int() reads foreign digits too")
        for operation in view.operations:
            if not hasattr(operation.view_func, "permission"):
                raise ValueError(f"{name}: {operation.view_func.__name__} lacks @allowed(...)")


def _patterns() -> list[URLPattern]:
    found, _app, _namespace = api.urls
    patterns = [pattern for pattern in found if isinstance(pattern, URLPattern)]
    for pattern in patterns:
        pattern.callback = problems.only_problems(pattern.callback)
    return patterns


api = _build()
patterns = (_patterns(), "api")
