"""The public door of web chats: ``/visit/<account key>/...``. The page in the frame, and everything it calls.

A message is answered after its commit, as a callback is, and goes the same way. Whose a request is says the session its
page was given; every door has throttles for the visitor and for the network, and refusals are counted per account.
"""

import logging
import math
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
import psycopg
from django.conf import settings
from django.utils import timezone
from psycopg_pool import PoolTimeout

from changlai.channels import intake, talks, visits
from changlai.channels.contracts import DOOR, Guest, HookRequest, Opening, Visits
from changlai.channels.enums import Outcome
from changlai.channels.errors import BadPayload, BadSignature
from changlai.channels.intake import Arrival, Doorplate
from changlai.edge import requests
from changlai.edge.answers import Headers, answer
from changlai.edge.buckets import Buckets
from changlai.edge.commit import UNSTORABLE
from changlai.edge.hooks import Hooks
from changlai.edge.visitor_files import Files
from changlai.edge.visitor_streams import Streams
from changlai.kernel.sse import statement

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
log = logging.getLogger("changlai.edge")

PREFIX = "/visit/"
BODY_LIMIT = 64 * 1024
JSON = "application/json"
SCRIPT_SECONDS = 300  # how long browsers keep the small script that sites include
FOR_EVER = b"public, max-age=31536000, immutable"
# Door by door: at once, then per second; first for one visitor, then for their network.
THROTTLES = {
    "entrance": (Buckets(20, 0.2), Buckets(40, 0.7)),
    "events": (Buckets(12, 0.7), Buckets(60, 4)),
    "typing": (Buckets(6, 0.5), Buckets(40, 4)),
    "lines": (Buckets(20, 2), Buckets(80, 8)),
    "stream": (Buckets(10, 0.2), Buckets(60, 2)),
    "files": (Buckets(8, 0.05), Buckets(24, 0.2)),
    "page": (Buckets(60, 5), Buckets(120, 10)),
}


class Refused(Exception):
    """An answer that is no success: status, a slug for the page, and after how many seconds to try again."""

    def __init__(self, status: int, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.status, self.reason, self.wait = status, reason, wait


class Visit:
    """One request, once its account is known."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, plate: Doorplate, door: Visits) -> None:
        self.scope, self.receive, self.send, self.plate, self.door = scope, receive, send, plate, door
        self.headers = requests.headers(scope)
        self.network = requests.network(scope, self.headers)

    @property
    def key(self) -> str:
        """The account's, as it stands in the address."""
        path: str = self.scope["path"]
        return path.removeprefix(PREFIX).partition("/")[0]

    def request(self, body: bytes = b"") -> HookRequest:
        """As adapters see it."""
        method, query = self.scope["method"], requests.query(self.scope)
        return HookRequest(method, query, self.headers, body, timezone.now(), door=DOOR)

    def throttle(self, name: str, device: str = "") -> None:
        """Raises Refused when this visitor, or everybody behind this address together, comes too often."""
        own, shared = THROTTLES[name]
        wait = shared.take(f"{self.key} {self.network}") or (own.take(f"{self.key} {device}") if device else 0.0)
        if wait:
            raise Refused(429, "too_often", wait)

    def guest(self, name: str) -> Guest:
        """Who it is, within the throttles of this door. Raises BadSignature, BadPayload, Refused."""
        self.check_origin()
        guest = self.door.guest(self.request(), self.plate.settings)
        self.throttle(name, guest.device)
        return guest

    def check_origin(self) -> None:
        """Our own page calls, and no other: browsers say so themselves. Raises Refused."""
        origin = self.headers.get("origin", "")
        if origin and origin != settings.PUBLIC_URL and urlsplit(origin).netloc != self.headers.get("host", ""):
            raise Refused(403, "foreign_origin")

    async def body(self, limit: int = BODY_LIMIT) -> bytes:
        try:
            return await requests.body(self.receive, limit)
        except requests.TooLarge:
            raise Refused(413, "too_large") from None
        except requests.Gone:
            raise Refused(400, "truncated") from None

    async def tell(self, told: object, status: int = 200) -> None:
        await answer(self.send, status, msgspec.json.encode(told), JSON)


class Visitors:
    """Answers ``/visit/...``."""

    def __init__(self, hooks: Hooks, streams: Streams, files: Files) -> None:
        self.hooks, self.database, self.streams, self.files = hooks, hooks.database, streams, files
        self.doors: dict[tuple[str, str], Callable[[Visit], Awaitable[None]]] = {
            ("GET", ""): self._page,
            ("POST", "entrance"): self._enter,
            ("POST", "events"): self._events,
            ("POST", "typing"): self._typing,
            ("GET", "lines"): self._lines,
            ("GET", "stream"): self._stream,
            ("POST", "files"): self._upload,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key, _, rest = scope["path"].removeprefix(PREFIX).partition("/")
        try:
            plate = await self.hooks.plate(key)
            door = visits.door(plate) if plate is not None and plate.is_active else None
            if plate is None or door is None:
                await answer(send, 404, b"", "text/plain")
                return
            await self._answer(Visit(scope, receive, send, plate, door), rest)
        except (psycopg.Error, PoolTimeout) as error:
            log.warning("edge.database_away", extra={"error": type(error).__name__})
            await answer(send, 503, b"", "text/plain", ((b"retry-after", b"5"),))

    async def _answer(self, visit: Visit, rest: str) -> None:
        try:
            await self._route(visit, rest)
        except BadSignature as error:
            self._count(visit.plate, error.reason)
            await visit.tell({"error": error.reason}, 403)
        except BadPayload as error:
            self._count(visit.plate, error.reason)
            await visit.tell({"error": error.reason}, 400)
        except Refused as refused:
            self._count(visit.plate, refused.reason)
            after = ((b"retry-after", str(math.ceil(refused.wait)).encode()),) if refused.wait else ()
            await answer(visit.send, refused.status, msgspec.json.encode({"error": refused.reason}), JSON, after)

    async def _route(self, visit: Visit, rest: str) -> None:
        method = visit.scope["method"]
        name, _, tail = rest.partition("/")
        if method == "GET" and name in {"widget.js", "page"}:
            await _asset(visit, name if name == "widget.js" else tail.partition("/")[2])
        elif method == "GET" and name == "files" and tail:
            visit.throttle("page")
            await self.files.show(visit.send, visit.plate, tail)
        elif (method, rest) in self.doors:
            await self.doors[method, rest](visit)
        else:
            await answer(visit.send, 404, b"", "text/plain")

    async def _page(self, visit: Visit) -> None:
        visit.throttle("page")
        page = visit.door.page(visit.plate.settings, key=visit.key, origin=settings.PUBLIC_URL)
        headers: Headers = (
            (b"content-security-policy", page.policy.encode()),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-resource-policy", b"cross-origin"),
        )
        await answer(visit.send, 200, page.body, "text/html; charset=utf-8", headers)

    async def _enter(self, visit: Visit) -> None:
        """A session, and the end of what was said so far."""
        visit.check_origin()
        visit.throttle("entrance")
        request, firm = visit.request(await visit.body()), Opening()
        if visit.door.keeps_firm_hours(visit.plate.settings):
            firm = await self.files.in_thread(visits.firm_opening, visit.plate.organisation_id, request.now)
        entrance = visit.door.enter(request, visit.plate.settings, firm)
        visit.throttle("entrance", entrance.guest.device)
        await self._keep(visit.plate, entrance.deliveries)
        await visit.tell({**entrance.told, **await self.streams.standing(visit.plate, entrance.guest)})

    async def _events(self, visit: Visit) -> None:
        """Messages and what else the page tells: committed, then answered."""
        visit.guest("events")
        reception = intake.receive(visit.plate, visit.request(await visit.body()))
        await self._keep(visit.plate, reception.deliveries)
        await visit.tell({})

    async def _keep(self, plate: Doorplate, deliveries: Any) -> None:  # noqa: ANN401 - a sequence of Delivery
        arrivals = [Arrival(plate.organisation_id, plate.account_id, delivery) for delivery in deliveries]
        try:
            await self.hooks.committer.keep(arrivals, [])
        except UNSTORABLE:
            raise BadPayload("unsafe_text") from None

    async def _typing(self, visit: Visit) -> None:
        """Shown to the colleagues who look at this talk, and forgotten."""
        guest = visit.guest("typing")
        room = visits.rooms(visit.plate, guest)[-1]
        await self.database.rows(*statement(room, talks.CUSTOMER_TYPING))
        await visit.tell({})

    async def _lines(self, visit: Visit) -> None:
        """What was said before the lines the page has."""
        guest = visit.guest("lines")
        before = requests.query(visit.scope).get("before", "")
        await visit.tell({"lines": await self.streams.earlier(visit.plate, guest, before)})

    async def _stream(self, visit: Visit) -> None:
        guest = visit.guest("stream")
        last = visit.headers.get("last-event-id", "")
        if not await self.streams.serve(visit.receive, visit.send, visit.plate, guest, visit.network, last):
            raise Refused(429, "too_many_streams", 30.0)

    async def _upload(self, visit: Visit) -> None:
        guest = visit.guest("files")
        kept = await self.files.keep(visit.receive, visit.plate, visit.door, visit.headers)
        if isinstance(kept, str):
            self._count(visit.plate, "file_refused")
            await visit.tell({"error": "file_refused", "sentence": kept}, 422)
            return
        await visit.tell({"file": visit.door.ticket(guest, kept, visit.plate.settings), "name": kept.name})

    def _count(self, plate: Doorplate, reason: str) -> None:
        self.hooks.counts[plate.organisation_id, plate.account_id, Outcome.REFUSED.value, reason] += 1


async def _asset(visit: Visit, name: str) -> None:
    """A file of the page. The script that sites include is asked for again after a while, the others never."""
    asset = visit.door.asset(name)
    if asset is None:
        await answer(visit.send, 404, b"", "text/plain")
        return
    tag = f'"{asset.digest}"'.encode()
    is_widget = not visit.scope["path"].rpartition("/")[0].count("/page/")
    headers: list[tuple[bytes, bytes]] = [
        (b"etag", tag),
        (b"vary", b"accept-encoding"),
        (b"x-content-type-options", b"nosniff"),
        (b"cross-origin-resource-policy", b"cross-origin"),
        (b"cache-control", f"public, max-age={SCRIPT_SECONDS}".encode() if is_widget else FOR_EVER),
    ]
    if visit.headers.get("if-none-match", "").encode() == tag:
        await _plain(visit.send, 304, headers, b"")
        return
    packs = "gzip" in visit.headers.get("accept-encoding", "")
    body = asset.packed if packs else asset.data
    headers += [(b"content-type", asset.media_type.encode()), (b"content-length", str(len(body)).encode())]
    await _plain(visit.send, 200, [*headers, *([(b"content-encoding", b"gzip")] if packs else [])], body)


async def _plain(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
