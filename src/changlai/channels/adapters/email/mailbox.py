"""Which mails a folder has, and their bytes."""

import imaplib
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

import msgspec

from changlai.channels.adapters.email.imap import Connection
from changlai.channels.adapters.email.limits import BEGINNING, LARGEST_MAIL

_FACTS = re.compile(rb'UID (\d+)|RFC822\.SIZE (\d+)|INTERNALDATE "([^"]{1,40})"', re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Listed(msgspec.Struct, frozen=True):
    """A mail of a folder. ``size`` in bytes, as the server counts."""

    uid: int
    size: int
    received: datetime


def since(connection: Connection, day: date) -> list[int]:
    """The numbers of the mails that arrived on this day or later."""
    return _search(connection, f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}")


def from_number(connection: Connection, uid: int) -> list[int]:
    """The numbers from this one on. Servers answer ``n:*`` with the last mail even when it is below n."""
    return [found for found in _search(connection, f"UID {uid}:*") if found >= uid]


def next_number(connection: Connection) -> int:
    """The number the next mail will have; of a folder that was just opened."""
    _, told = connection.response("UIDNEXT")
    if told and told[0]:
        return int(told[0])
    return max(_search(connection, "ALL"), default=0) + 1


def _search(connection: Connection, what: str) -> list[int]:
    kind, data = connection.uid("SEARCH", what)
    if kind != "OK":
        raise imaplib.IMAP4.error("search")
    return sorted(int(number) for line in data if isinstance(line, bytes) for number in line.split())


def listed(connection: Connection, uids: Sequence[int], *, now: datetime) -> list[Listed]:
    """What the server says of these mails, those that are still there."""
    if not uids:
        return []
    kind, data = connection.uid("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE INTERNALDATE)")
    if kind != "OK":
        raise imaplib.IMAP4.error("fetch")
    found = [_listed(line, now) for line in data if isinstance(line, bytes)]
    return sorted((one for one in found if one is not None and one.uid in set(uids)), key=lambda one: one.uid)


def _listed(line: bytes, now: datetime) -> Listed | None:
    uid, size, received = 0, 0, now
    for found in _FACTS.finditer(line):
        if found[1]:
            uid = int(found[1])
        elif found[2]:
            size = int(found[2])
        else:
            received = min(now, _moment(found[3].decode("ascii", "replace"), now))
    return Listed(uid, size, received) if uid else None


def _moment(text: str, now: datetime) -> datetime:
    """``20-Nov-2026 12:00:00 +0800`` in UTC."""
    try:
        return datetime.strptime(text.strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        return now


def fetched(connection: Connection, mail: Listed) -> bytes:
    """The bytes of a mail, unread as it was; only the beginning of one that is too long; empty when it is gone."""
    part = f"BODY.PEEK[]<0.{BEGINNING}>" if mail.size > LARGEST_MAIL else "BODY.PEEK[]"
    kind, data = connection.uid("FETCH", str(mail.uid), f"({part})")
    if kind != "OK":
        raise imaplib.IMAP4.error("fetch")
    return next((bytes(piece[1]) for piece in data if isinstance(piece, tuple)), b"")
