"""The page of the widget, and who comes in by it."""

import gzip
import hashlib
import html
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from changlai.channels.adapters.webchat import hours, identity, looks, sites, tokens
from changlai.channels.adapters.webchat.identity import LONGEST, Identity
from changlai.channels.adapters.webchat.tokens import Session
from changlai.channels.adapters.webchat.told import Kept
from changlai.channels.adapters.webchat.webhook import IDENTIFIED, MESSAGE, SEEN, session_of
from changlai.channels.contracts import Asset, Attachment, Delivery, Entrance, Guest, HookRequest, Opening, Page
from changlai.channels.errors import BadPayload, BadSignature

FOLDER = Path(__file__).parent / "page"
MEDIA_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
FILE_BYTES = 10 * 1024 * 1024
LARGEST_ENTRANCE = 16 * 1024


class Arrival(msgspec.Struct, frozen=True):
    """What the page says when it comes in. ``site`` is the origin around the frame, which the browser vouches for."""

    site: Annotated[str, Meta(max_length=300)]
    pass_: Annotated[str, Meta(max_length=2_000)] = msgspec.field(default="", name="pass")
    session: Annotated[str, Meta(max_length=2_000)] = ""
    identity: Annotated[str, Meta(max_length=LONGEST)] = ""


_arrivals = msgspec.json.Decoder(Arrival)


class VisitorDoor:
    """See contracts.visits.Visits."""

    lines = frozenset({MESSAGE, SEEN})
    file_bytes = FILE_BYTES

    def asset(self, name: str) -> Asset | None:
        return assets().get(name)

    def page(self, settings: Mapping[str, Any], *, key: str, origin: str) -> Page:
        """The frame's document. Only the account's sites, and our own settings page, may show it."""
        config = {**looks.look(settings), "key": key, "version": version()}
        body = (
            (FOLDER / "frame.html")
            .read_text(encoding="utf-8")
            .replace("{version}", version())
            .replace("{config}", html.escape(msgspec.json.encode(config).decode()))
        )
        return Page(body.encode(), _policy(sites.allowed(settings), origin))

    def keeps_firm_hours(self, settings: Mapping[str, Any]) -> bool:
        return settings.get("hours") == hours.FIRM

    def enter(self, request: HookRequest, settings: Mapping[str, Any], firm: Opening) -> Entrance:
        if not settings.get("secret"):
            raise BadPayload("not_configured")
        arrival = _arrival(request.body)
        if not sites.is_allowed(settings, arrival.site):
            raise BadSignature("foreign_site")
        known = identity.read(arrival.identity, settings, request.now) if arrival.identity else None
        session = _session(arrival, known, request, int(settings["account_id"]))
        opening = firm if self.keeps_firm_hours(settings) else hours.opening(settings, request.now)
        told = {
            "pass": tokens.pass_token(session),
            "session": tokens.session_token(session, request.now),
            "is_user": bool(session.user),
            "name": known.name if known else "",
            "is_open": opening.is_open,
            "opens_at": opening.opens_at.timestamp() * 1000 if opening.opens_at else None,
            "file_bytes": FILE_BYTES,
        }
        return Entrance(session.guest(), told, [_introduction(known, session, request)] if known else [])

    def guest(self, request: HookRequest, settings: Mapping[str, Any]) -> Guest:
        return session_of(request, settings).guest()

    def threads_of(self, kind: str, scope: str, value: str, settings: Mapping[str, Any]) -> Sequence[str]:
        account = f"account:{settings['account_id']}"
        if (kind, scope) == ("visitor", account):
            return [tokens.thread_of_device(value)]
        is_user = (kind, scope) == ("external_id", settings.get("id_space") or account)
        return [tokens.thread_of_user(value)] if is_user else []

    def ticket(self, guest: Guest, file: Attachment, settings: Mapping[str, Any]) -> str:
        return tokens.file_ticket(guest, file, int(settings["account_id"]))


def _arrival(body: bytes) -> Arrival:
    if len(body) > LARGEST_ENTRANCE:
        raise BadPayload("too_large")
    try:
        return _arrivals.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadPayload("bad_event") from None


def _session(arrival: Arrival, known: Identity | None, request: HookRequest, account_id: int) -> Session:
    """Who it is: the user of a fresh identity, the same as before on a page left open, or this browser's visitor.

    A browser that was a user's and comes back without a proof gets a new visitor: somebody else may sit there now.
    """
    if known is None and arrival.session:
        return tokens.read_session(arrival.session, account_id, request.now, seconds=tokens.RENEWAL_SECONDS)
    user = known.sub if known else ""
    device = tokens.device_of(arrival.pass_, account_id, user) or secrets.token_hex(16)
    return Session(account_id, device, user)


def _introduction(known: Identity, session: Session, request: HookRequest) -> Delivery:
    """Who the visitor is, told once as long as nothing of it changes."""
    kept = Kept(
        id="identified",
        at=request.now.astimezone(UTC),
        device=session.device,
        user=known.sub,
        thread=session.threads[-1],
        name=known.name,
        email=known.email,
        phone=known.phone,
        unionid=known.unionid,
        avatar_url=known.avatar_url if known.avatar_url.startswith("https://") else "",
        company=known.company,
    )
    facts = msgspec.json.encode(msgspec.structs.replace(known, exp=0.0))
    return Delivery(
        key=f"{kept.thread}:{IDENTIFIED}:{session.device}:{hashlib.blake2b(facts, digest_size=16).hexdigest()}",
        kind=IDENTIFIED,
        payload=msgspec.json.encode(kept),
        thread=kept.thread,
        occurred_at=kept.at,
    )


def _policy(origins: list[str], own: str) -> str:
    """Strict: scripts, styles and calls of our own only, and a frame in these sites only."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {' '.join([own, *origins])}",
        )
    )


@lru_cache(maxsize=1)
def assets() -> dict[str, Asset]:
    """The files of the page, read once a process."""
    found = {}
    for file in sorted(FOLDER.iterdir()):
        if file.suffix in MEDIA_TYPES:
            data = file.read_bytes()
            digest = hashlib.blake2b(data, digest_size=8).hexdigest()
            found[file.name] = Asset(MEDIA_TYPES[file.suffix], data, gzip.compress(data, mtime=0), digest)
    return found


@lru_cache(maxsize=1)
def version() -> str:
    """One name for all files together: part of their addresses, so that a new release is fetched at once."""
    return hashlib.blake2b("".join(asset.digest for asset in assets().values()).encode(), digest_size=8).hexdigest()
