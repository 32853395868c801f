"""From a template to an answer: the whole page, or one named block of it for htmx."""

from collections.abc import Generator, Mapping
from functools import cached_property
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template import engines
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from jinja2 import Environment, Template
from markupsafe import Markup

from changlai.ui import nav, preferences

CSRF_FIELD = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">')


class Shell:
    """What surrounds a page. Worked out only when a template asks, so a fragment costs nothing."""

    def __init__(self, request: HttpRequest, at: str = "") -> None:
        self._request = request
        self._at = at or request.path
        self._organisation = getattr(request, "organisation", None)
        self._member = getattr(request, "member", None)

    @cached_property
    def preferences(self) -> preferences.Preferences:
        return preferences.read(self._request)

    @cached_property
    def navigation(self) -> nav.Navigation:
        if self._member is None:
            return nav.Navigation()
        return nav.navigation(self._member, self._organisation, self._at)

    @cached_property
    def banners(self) -> list[tuple[nav.Banner, str]]:
        return nav.banners(self._member, self._organisation) if self._member is not None else []

    @cached_property
    def quick(self) -> list[tuple[nav.Quick, str]]:
        return nav.quick(self._member, self._organisation) if self._member is not None else []

    @cached_property
    def links(self) -> dict[str, str]:
        return nav.links(self._organisation)

    def portrait(self, member_id: int, digest: str) -> str:
        """The address of a member's own picture; empty for one without, or where no module shows them."""
        name = nav.declared_links().get("portrait")
        if not digest or not name or self._organisation is None:
            return ""
        return reverse(name, args=[self._organisation.slug, member_id, digest])

    @cached_property
    def preferences_url(self) -> str:
        """Where the switches of language and theme send their form; empty where nothing is routed."""
        try:
            return reverse("preferences")
        except NoReverseMatch:
            return ""

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Code and own name of every language we speak."""
        return [(code, translation.get_language_info(code)["name_local"]) for code, _ in settings.LANGUAGES]


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    block: str | None = None,
    status: int = 200,
    at: str = "",
) -> HttpResponse:
    """Answer with ``template``; with ``block``, htmx gets only that block of it, a browser still the whole page.

    Templates see ``request``, ``organisation``, ``member``, ``shell``, ``language``, ``csrf_token``, ``csrf_input``
    and ``is_fragment`` besides ``context``. ``at`` is the address of the page in the menu it belongs to, where its own
    does not begin with that one's.
    """
    is_fragment = block is not None and wants_fragment(request)
    variables = {**shared(request, at), "is_fragment": is_fragment, **(context or {})}
    found = environment().get_template(template)
    body = render_block(found, block, variables) if block and is_fragment else found.render(variables)
    response = HttpResponse(body, status=status)
    if block is not None:
        patch_vary_headers(response, ["HX-Request"])
    return response


def render_block(template: Template, block: str, variables: Mapping[str, Any]) -> str:
    """One block of a page, with the imports and assignments at the top of its template and of its layouts."""
    context = template.new_context(dict(variables))
    top = cast("Generator[str]", template.root_render_func(context))
    next(top, None)  # runs every top level down to the outermost layout's first line; the page itself is not built
    pieces = "".join(context.blocks[block][0](context))
    top.close()
    return pieces


def environment() -> Environment:
    """The one Jinja2 environment of settings.TEMPLATES."""
    found: Environment = engines["jinja2"].env  # type: ignore[attr-defined]  # only the Jinja2 backend has it
    return found


def shared(request: HttpRequest, at: str = "") -> dict[str, Any]:
    """What every template may use."""
    token = SimpleLazyObject(lambda: get_token(request))
    return {
        "request": request,
        "organisation": getattr(request, "organisation", None),
        "member": getattr(request, "member", None),
        "shell": Shell(request, at),
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "csrf_token": token,
        "csrf_input": SimpleLazyObject(lambda: CSRF_FIELD.format(str(token))),
    }


def wants_fragment(request: HttpRequest) -> bool:
    """Did htmx ask for a part? Going back in history asks for the whole page again."""
    headers = request.headers
    is_whole = headers.get("HX-Boosted") == "true" or headers.get("HX-History-Restore-Request") == "true"
    return headers.get("HX-Request") == "true" and not is_whole


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """To another page; htmx is sent there as a whole."""
    if wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
