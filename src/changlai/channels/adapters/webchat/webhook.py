"""What the visitor's page posts: messages, pages seen, lines read."""

from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta
from typing import Any

import msgspec

from changlai.channels.adapters.webchat import tokens
from changlai.channels.adapters.webchat.agents import browser_of
from changlai.channels.adapters.webchat.tokens import Session
from changlai.channels.adapters.webchat.told import Kept, Looked, Told, Visit, read_body
from changlai.channels.contracts import DOOR, Delivery, HookRequest, Reception
from changlai.channels.errors import BadPayload, BadSignature

MESSAGE, PAGES, SEEN, IDENTIFIED = "visit.message", "visit.pages", "visit.seen", "visit.identified"


class VisitorWebhook:
    """Events of one visitor, whose session stands in the Authorization header."""

    def receive(self, request: HookRequest, settings: Mapping[str, Any]) -> Reception:
        """Raises BadSignature, BadPayload. Only what came through the visitors' door, where throttles stand."""
        if request.method != "POST":
            raise BadPayload("bad_method")
        if request.door != DOOR:
            raise BadSignature("wrong_door")
        session = session_of(request, settings)
        return Reception(
            deliveries=deliveries(read_body(request.body), session, request), content_type="application/json"
        )


def session_of(request: HookRequest, settings: Mapping[str, Any]) -> Session:
    """Who sends this. Raises BadSignature, or BadPayload for an account without its secret."""
    if not settings.get("secret"):
        raise BadPayload("not_configured")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise BadSignature("missing_signature")
    return tokens.read_session(token, int(settings["account_id"]), request.now)


def deliveries(events: Sequence[Told], session: Session, request: HookRequest) -> list[Delivery]:
    """One delivery an event; the browser's id makes it one, within this visitor's own talk."""
    browser = browser_of(request.headers.get("user-agent", ""))
    return [_delivery(event, session, request, browser) for event in events]


def _delivery(event: Told, session: Session, request: HookRequest, browser: str) -> Delivery:
    thread = session.threads[-1]
    kind = {"message": MESSAGE, "pages": PAGES, "seen": SEEN}[event.type]
    kept = Kept(
        id=event.id,
        at=request.now.astimezone(UTC),
        device=session.device,
        user=session.user,
        thread=thread,
        text=event.text.strip(),
        name=event.name.strip(),
        file=tokens.read_file(event.file, session) if event.file else None,
        visit=msgspec.structs.replace(event.visit, browser=browser) if event.type == "message" else Visit(),
        pages=tuple(
            Looked(page.url, request.now.astimezone(UTC) - timedelta(seconds=page.ago), page.title, page.referrer)
            for page in event.pages
            if page.url
        ),
    )
    if event.type == "seen":
        kept = _seen(kept, event, session)
    if (event.type == "message" and not kept.text and kept.file is None) or (event.type == "pages" and not kept.pages):
        raise BadPayload("bad_event")
    return Delivery(
        key=f"{kept.thread}:{kind}:{event.id}",
        kind=kind,
        payload=msgspec.json.encode(kept),
        thread=thread,
        occurred_at=kept.at,
    )


def _seen(kept: Kept, event: Told, session: Session) -> Kept:
    if event.thread >= len(session.threads):
        raise BadPayload("bad_event")
    return msgspec.structs.replace(
        kept, thread=session.threads[event.thread], number=event.number, key=event.key.partition("\0")[0]
    )
