"""The client of a colleague: what the app told them by message/send, as cards to tap (document path 90236)."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.records import AppMessage
from sandbox.world import World

HERE = Path(__file__).parent
SHOWN = 50
NOT_FOUND = 404
POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; frame-ancestors 'self'"


class ClientPages:
    """``/client/<corpid>/<userid>``: without a userid the colleagues to choose from."""

    def __init__(self, world: World) -> None:
        self._world = world
        templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
        self._page = templates.get_template("client.html")

    def routes(self) -> list[BaseRoute]:
        return [Route("/client/{corpid}", self.show), Route("/client/{corpid}/{userid}", self.show)]

    async def show(self, request: Request) -> Response:
        """What one colleague was told, the newest first."""
        corpid, userid = request.path_params["corpid"], request.path_params.get("userid", "")
        corp = self._world.corps.get(corpid)
        member = self._world.members.get(corpid, userid) if userid else None
        if corp is None or (userid and member is None):
            return PlainTextResponse("nobody of that name", status_code=NOT_FOUND)
        asked = request.query_params.get("lang") or request.headers.get("accept-language", "zh")
        body = self._page.render(
            lang="en" if asked.lower().startswith("en") else "zh",
            corp=corp,
            member=member,
            members=list(self._world.members.by("corp", corpid)),
            messages=self._told(corpid, userid),
        )
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        return HTMLResponse(body, headers=headers)

    def _told(self, corpid: str, userid: str) -> list[dict[str, Any]]:
        rows = [row for row in self._world.app_messages.by("corp", corpid) if userid in row.userids]
        return [_shown(row) for row in rows[: -SHOWN - 1 : -1]]


def _shown(row: AppMessage) -> dict[str, Any]:
    """A card's words and link; a text is a card without one. Only http(s) addresses are links."""
    url = str(row.body.get("url", ""))
    return {
        "title": row.body.get("title") or row.body.get("content", ""),
        "text": row.body.get("description", ""),
        "url": url if url.startswith(("http://", "https://")) else "",
        "button": row.body.get("btntxt", ""),
        "at": f"{datetime.fromtimestamp(row.at, UTC):%H:%M}",
    }
