"""Fetching a folder's mails, from where we were. Nothing in the mailbox is changed: mails stay unread there."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django.utils import timezone

from changlai.channels.adapters.email import mailbox
from changlai.channels.adapters.email import sentences as say
from changlai.channels.adapters.email.deliveries import INBOX, SENT, delivery_of
from changlai.channels.adapters.email.imap import Connection, select_folder, signed_in
from changlai.channels.adapters.email.limits import LARGEST_MAIL, PAGE_BYTES, PAGE_MAILS
from changlai.channels.contracts import Delivery, Desk, Pulled
from changlai.channels.errors import CallFailed

_OVERLAP = timedelta(days=2)  # fetched once more when a folder was numbered anew: days are the server's, not ours


class Place(msgspec.Struct, frozen=True):
    """How far a folder is fetched. Numbers are good for one UIDVALIDITY only; then ``day`` says where to begin."""

    validity: int
    next: int
    day: date


_decoder = msgspec.json.Decoder(Place)


def feeds(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The folders of a mailbox that are fetched."""
    return (INBOX, SENT) if settings.get("sent_folder") else (INBOX,)


def folder_of(settings: Mapping[str, Any], key: str) -> str:
    """How the mail server calls the folder."""
    if key == SENT and settings.get("sent_folder"):
        return str(settings["sent_folder"])
    if key == INBOX:
        return str(settings.get("folder") or "INBOX")
    raise CallFailed("folder", f"{say.FOLDER} {key}", permanent=True)


class MailPuller:
    """See contracts.Puller. A cursor is a Place."""

    def pull(self, desk: Desk, key: str, cursor: str, hint: Mapping[str, str]) -> Pulled:
        """At most PAGE_MAILS mails. Raises CallFailed."""
        folder, now = folder_of(desk.settings, key), timezone.now()
        with signed_in(desk.settings) as connection:
            validity = select_folder(connection, folder)
            waiting, place = _waiting(connection, validity, cursor, _first_day(desk.settings, now), now)
            mails = mailbox.listed(connection, waiting[:PAGE_MAILS], now=now)
            found: list[Delivery] = []
            size, last = 0, waiting[min(PAGE_MAILS, len(waiting)) - 1] if waiting else place.next - 1
            for mail in mails:
                if found and size + mail.size > PAGE_BYTES:
                    last = mail.uid - 1
                    break
                raw = mailbox.fetched(connection, mail)
                size += len(raw)
                if raw:
                    found.append(_delivery(desk, key, mail, raw))
        day = max([place.day, *(mail.received.date() for mail in mails if mail.uid <= last)])
        reached = Place(validity, max(place.next, last + 1), day)
        return Pulled(
            deliveries=tuple(found),
            cursor=msgspec.json.encode(reached).decode(),
            more=any(uid > last for uid in waiting),
        )


def _delivery(desk: Desk, key: str, mail: mailbox.Listed, raw: bytes) -> Delivery:
    return delivery_of(
        raw,
        folder=key,
        received=mail.received,
        account_id=desk.settings.get("account_id"),
        size=max(mail.size, len(raw)) if mail.size > LARGEST_MAIL else len(raw),
    )


def _first_day(settings: Mapping[str, Any], now: datetime) -> date | None:
    """From which day on mails are fetched at first; None: only what comes from now on."""
    days = int(settings.get("since_days") or 0)
    return now.date() - timedelta(days=days) if days else None


def _waiting(
    connection: Connection, validity: int, cursor: str, first_day: date | None, now: datetime
) -> tuple[list[int], Place]:
    """The numbers that are to be fetched, and from where on."""
    place = _place(cursor)
    if place is not None and place.validity == validity:
        return mailbox.from_number(connection, place.next), place
    day = place.day - _OVERLAP if place is not None else first_day
    if day is None:
        return [], Place(validity, mailbox.next_number(connection), now.date())
    uids = mailbox.since(connection, day)
    return uids, Place(validity, uids[0] if uids else mailbox.next_number(connection), day)


def _place(cursor: str) -> Place | None:
    try:
        return _decoder.decode(cursor) if cursor else None
    except msgspec.DecodeError:
        return None
