"""What every request passes: an id, one log line, one figure."""

import ipaddress
import logging
import re
import secrets
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from changlai.kernel import logs, metrics
from changlai.kernel.clock import Stopwatch

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
SANE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SERVER_ERROR = 500

client_address: ContextVar[str] = ContextVar("client_address", default="")
# Since a request came to the door: what it waits there for a thread belongs to its time. None where there is no door.
arrival: ContextVar[Stopwatch | None] = ContextVar("arrival", default=None)


def client_ip(meta: Mapping[str, Any]) -> str:
    """Whose request this is; "" when unknown.

    settings.TRUSTED_PROXIES says how many proxies of ours stand in front: so many entries of X-Forwarded-For,
    counted from the right, were written by them. Whatever stands further left is the client's invention.
    """
    ip = str(meta.get("REMOTE_ADDR") or "")
    hops = [hop.strip() for hop in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        ip = hops[-settings.TRUSTED_PROXIES]
    try:
        return str(ipaddress.ip_address(ip))
    except ValueError:
        return ""


class RequestLog:
    """Gives a request its id (the sender's, when sane), logs route, status and time, and counts them.

    Neither the path nor the query string is logged: both may name a person. The id is returned in
    ``X-Request-ID`` and stands on error pages as ``request.request_id``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        watch = arrival.get() or Stopwatch()
        offered = request.headers.get(HEADER, "")
        current = offered if SANE_ID.fullmatch(offered) else secrets.token_hex(8)
        request.request_id = current  # type: ignore[attr-defined]  # read by error pages
        id_token = logs.request_id.set(current)
        ip_token = client_address.set(client_ip(request.META))
        try:
            response = self.get_response(request)
            response[HEADER] = current
            _report(request, response.status_code, watch)
        finally:
            client_address.reset(ip_token)
            logs.request_id.reset(id_token)
        return response


def _report(request: HttpRequest, status: int, watch: Stopwatch) -> None:
    route = request.resolver_match.route if request.resolver_match else "none"
    method = request.method if request.method in METHODS else "other"
    metrics.PAGE_SECONDS.labels(route, method, f"{status // 100}xx").observe(watch.seconds)
    log.log(
        logging.ERROR if status >= SERVER_ERROR else logging.INFO,
        "web.request",
        extra={"route": route, "method": method, "status": status, "ms": round(watch.milliseconds, 1)},
    )
