"""Addresses for the tests of the shell, without any module of the product."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path
from django.utils.html import format_html, format_html_join

from changlai.ui.views import gallery, save_preferences

PEOPLE = ((1, "Ada"), (2, "Bo"))
FAILURES, STREAMED = 2, 2
TICKETS: list[list[str]] = []
STREAMS: list[tuple[str, str]] = []


def nothing(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse()


def find(request: HttpRequest, **_: str) -> HttpResponse:
    text = request.GET.get("q", "")
    hits = [(f"/public/{n}/", f"{name} {text}") for n, name in PEOPLE]
    if text == "nobody":
        return HttpResponse(format_html('<div class="cl-palette-none">Nothing found for “{}”</div>', text))
    line = '<a class="cl-palette-item" role="option" href="{}"><span class="cl-cut">{}</span></a>'
    return HttpResponse('<div class="cl-palette-head">People</div>' + format_html_join("", line, hits))


def ticket(request: HttpRequest) -> HttpResponse:
    """Fails the first two times it is asked."""
    TICKETS.append(request.GET.getlist("room"))
    return JsonResponse({"ticket": f"t{len(TICKETS)}"}) if len(TICKETS) > FAILURES else HttpResponse(status=503)


def live(request: HttpRequest) -> StreamingHttpResponse:
    """Two events, then the stream ends; the next one tells what it was asked for."""
    STREAMS.append((request.GET["ticket"], request.GET.get("last", "")))
    n = len(STREAMS)
    data = json.dumps({"room": "7:desk:1", "kind": "message", "id": n})
    pieces = [b"retry: 1000\n\n: ping\n\n", f"id: b-{n}\nevent: message\nda".encode(), f"ta: {data}\n\n".encode()]
    return StreamingHttpResponse(iter(pieces if n <= STREAMED else []), content_type="text/event-stream")


urlpatterns = [
    path("ui/", gallery, name="gallery"),
    path("preferences/", save_preferences, name="preferences"),
    path("o/<slug:organisation>/desk/", nothing, name="desk"),
    path("o/<slug:organisation>/desk/late/", nothing, name="late"),
    path("o/<slug:organisation>/desk/count/", nothing, name="count"),
    path("o/<slug:organisation>/people/", nothing, name="people"),
    path("o/<slug:organisation>/rules/", nothing, name="rules"),
    path("o/<slug:organisation>/find/", find, name="find"),
    path("find/", find, name="find_all"),
    path("ticket/", ticket, name="ticket"),
    path("live", live, name="live"),
    path("public/<int:number>/", nothing, name="public"),
]
