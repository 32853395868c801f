"""The phone's page, its files, its live stream, and the links that open it."""

import io
import os
from pathlib import Path
from urllib.parse import urlencode

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox import pictures
from sandbox.control import machinery
from sandbox.control.order import Carry, Order, as_endpoint
from sandbox.live import Hub
from sandbox.phone import api
from sandbox.phone.texts import texts
from sandbox.wecom import media

HERE = Path(__file__).parent
INLINE_TYPES = {"image/png", "image/jpeg"}
NOT_FOUND = 404
PATHS: list[tuple[str, str, Carry]] = [
    ("GET", "/people", api.list_people),
    ("POST", "/people", api.make_person),
    ("GET", "/home", api.show_home),
    ("GET", "/chat", api.show_chat),
    ("POST", "/read", api.read_chat),
    ("POST", "/enter", api.enter_chat),
    ("POST", "/text", api.write_text),
    ("POST", "/sample", api.send_sample),
    ("POST", "/recall", api.recall_message),
    ("POST", "/reject", api.reject_messages),
    ("POST", "/add_contact", api.add_contact),
    ("POST", "/delete_contact", api.delete_contact),
    ("GET", "/pushes", api.list_pushes),
    ("GET", "/push", api.show_push),
    ("POST", "/resend", machinery.resend),
    ("GET", "/calls", api.list_calls),
    ("GET", "/call", api.show_call),
]


class Phone:
    """Everything under /phone, with the pictures and links other pages point to."""

    def __init__(self, template: Order, hub: Hub) -> None:
        self._order, self._world, self._hub = template, template.world, hub
        templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
        self._page = templates.get_template("phone.html")
        ancestors = os.environ.get("SANDBOX_FRAME_ANCESTORS", "'self'")
        self._policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; media-src 'self'; "
            "connect-src 'self'; base-uri 'none'; form-action 'none'; "
            f"frame-ancestors {ancestors}"
        )

    def routes(self) -> list[BaseRoute]:
        """Page, API, files and links."""
        base = self._order
        acts = [
            Route(
                f"/phone/api{path}",
                as_endpoint(act, base.world, base.pusher, base.limits),
                methods=[method],
            )
            for method, path, act in PATHS
        ]
        return [
            Route("/", lambda _request: RedirectResponse("/phone")),
            Route("/phone", self.page),
            *acts,
            Route("/phone/api/file", api.FileDoor(api.OrderMaker(base)).__call__, methods=["POST"]),
            Route("/phone/live", self.live),
            Route("/phone/media/{media_id}", self.media),
            Route("/phone/qr/{corpid}/{userid}.svg", self.qr),
            Mount("/phone/static", StaticFiles(directory=HERE / "static")),
            Route("/avatar/{name}.png", self.avatar),
            Route("/kf/{link_id}", self.open_kf_link),
        ]

    async def page(self, request: Request) -> Response:
        """The page itself; `lang` zh or en, `embed` for a frame, `person`, `chat` or `add` to start somewhere."""
        lang = _language(request)
        embed = request.query_params.get("embed", "") not in {"", "0"}
        query = {name: value for name, value in request.query_params.items() if name != "lang"}
        other = "?" + urlencode(query | {"lang": "en" if lang == "zh" else "zh"})
        body = self._page.render(lang=lang, embed=embed, other_language=other, t=texts(lang))
        headers = {
            "Content-Security-Policy": self._policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }
        return Response(body, media_type="text/html", headers=headers)

    async def live(self, request: Request) -> Response:
        """Topics that changed: the person's chats, the log, the list of people."""
        wanted = {"people", "pushes", "calls", "weibo", f"person:{request.query_params.get('person', '')}"}
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._hub.listen(wanted), media_type="text/event-stream", headers=headers)

    async def media(self, request: Request) -> Response:
        """A file in a chat: pictures are shown, everything else is only downloaded."""
        found = self._world.media.get(request.path_params["media_id"])
        if found is None:
            return PlainTextResponse("no such file", status_code=NOT_FOUND)
        inline = found.content_type in INLINE_TYPES
        response = media.file_response(self._world, found, disposition="inline" if inline else "attachment")
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, max-age=86400"
        return response

    async def qr(self, request: Request) -> Response:
        """A member's QR code: it opens the phone on the member's card."""
        query = {"corpid": request.path_params["corpid"], "add": request.path_params["userid"]}
        code = segno.make(f"{request.base_url}phone?{urlencode(query)}", error="m")
        out = io.BytesIO()
        code.save(out, kind="svg", scale=4, border=2, dark="#191919", xmldecl=False)
        return _picture(out.getvalue(), "image/svg+xml")

    async def avatar(self, request: Request) -> Response:
        """The picture of a person, member, account or company."""
        name = request.path_params["name"]
        kind, _, rest = name.partition("-")
        if kind == "kf":
            account = next((row for row in self._world.kf_accounts if row.open_kfid == rest), None)
            uploaded = self._world.media.get(account.avatar_media_id) if account else None
            if uploaded:
                return media.file_response(self._world, uploaded, disposition="inline")
        long_hair = any(row.userid == rest and row.gender == "2" for row in self._world.members)
        return _picture(pictures.avatar(name, long_hair=kind == "member" and long_hair), "image/png")

    async def open_kf_link(self, request: Request) -> Response:
        """A link of kf/add_contact_way opens the account on the phone, with its scene."""
        link = self._world.kf_links.get(request.path_params["link_id"])
        if link is None:
            return PlainTextResponse("no such link", status_code=NOT_FOUND)
        query = {"corpid": link.corpid, "chat": link.open_kfid, "scene": link.scene}
        if param := request.query_params.get("scene_param"):
            query["scene_param"] = param
        return RedirectResponse(f"/phone?{urlencode(query)}")


def _picture(data: bytes, media_type: str) -> Response:
    headers = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
    if media_type == "image/svg+xml":
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return Response(data, media_type=media_type, headers=headers)


def _language(request: Request) -> str:
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "zh")
    return "en" if asked.lower().startswith("en") else "zh"
