"""Turns a Refusal into an answer, and a missing permission into a Refusal that names who can help."""

import json
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from changlai.accounts import queries
from changlai.accounts.errors import MissingPermission
from changlai.accounts.models import Member
from changlai.kernel.errors import Refusal
from changlai.ui.render import render


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as htmx's toast, or as a page. Needs a scope when the page belongs to an organisation."""
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(str(refusal.sentence), status=refusal.status, content_type="text/plain; charset=utf-8")
        response["HX-Reswap"] = "none"
        response["HX-Trigger"] = json.dumps({"toast": {"tone": "bad", "text": str(refusal.sentence)}})
    else:
        is_inside = getattr(request, "organisation", None) is not None
        template = "accounts/refused.html" if is_inside else "accounts/refused_outside.html"
        response = render(request, template, {"refusal": refusal}, status=refusal.status)
    if "seconds" in refusal.facts:
        response["Retry-After"] = str(refusal.facts["seconds"])
    return response


def not_this_way(request: HttpRequest, methods: Sequence[str]) -> HttpResponse:
    """405. Who follows a link, or comes back to the address of a form, gets a page; programs get the header alone."""
    response = HttpResponseNotAllowed(methods)
    if request.method == "GET" and "HX-Request" not in request.headers:
        response.content = render(request, "accounts/not_this_way.html", {}).content
    return response


def missing_permission(member: Member, permission: str) -> MissingPermission:
    """Why the member may not, and who could change it."""
    names = [colleague.name for colleague in queries.administrators()]
    sentence = queries.decide(member, permission).sentence
    if names:
        sentence = _("%(why)s Ask %(names)s to change it.") % {"why": sentence, "names": _(", ").join(names)}
    return MissingPermission(permission=permission, sentence=sentence)
