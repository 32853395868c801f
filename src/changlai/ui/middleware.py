from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from changlai.ui import preferences

TEXTS = frozenset({"text/html", "application/json", "application/problem+json"})
WORTH_IT = 1400  # bytes: below, it fits into one packet anyway


class Preferences:
    """Speaks the visitor's language: chosen on this device, else asked for by the browser.

    A page of an organisation may still prefer the member's own, when none was chosen here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(preferences.language_of(request)):
            response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


class CompressText(GZipMiddleware):
    """Compresses pages and JSON, with a random length added against BREACH; files and streams go as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if not isinstance(response, HttpResponse) or kind not in TEXTS or len(response.content) < WORTH_IT:
            return response
        return super().process_response(request, response)
