"""Keeps strangers' web pages away: what changes state needs a header no simple form can send."""

import hmac
import os

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE = {"GET", "HEAD"}
GUARDED = ("/_sandbox/", "/phone/api/")


class Guard:
    """Refuses cross-site writes, and the control API without its token if SANDBOX_CONTROL_TOKEN is set."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._token = os.environ.get("SANDBOX_CONTROL_TOKEN", "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass; 403 or 401 otherwise."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if refusal := self._refusal(scope["method"], scope["path"], headers):
                await JSONResponse({"error": refusal[1]}, status_code=refusal[0])(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refusal(self, method: str, path: str, headers: Headers) -> tuple[int, str] | None:
        if not path.startswith(GUARDED):
            return None
        given = headers.get("authorization", "").removeprefix("Bearer ")
        if self._token and path.startswith("/_sandbox/") and not hmac.compare_digest(given, self._token):
            return 401, "the control API needs Authorization: Bearer <SANDBOX_CONTROL_TOKEN>"
        plain = "application/json" in headers.get("content-type", "") or "x-sandbox" in headers
        if method not in SAFE and not plain:
            return 403, "send Content-Type: application/json or an X-Sandbox header"
        return None
