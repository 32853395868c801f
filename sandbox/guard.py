"""Around the application: strangers' web pages are kept away, and what was answered is kept on disk.

What changes state needs a header that no simple form can send.
"""

import hmac
import os

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.store import Store

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


class KeepFirst:
    """Writes all changes to disk before the answer that tells of them begins."""

    def __init__(self, app: ASGIApp, store: Store) -> None:
        self._app, self._store = app, store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; flush at the start of each answer."""

        async def send_kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._store.flush()
            await send(message)

        await self._app(scope, receive, send_kept)
