"""What a visitor's browser holds of ours, all of it signed.

A *pass* is kept by the site's page for a year and says which visitor this browser is. A *session* is kept in memory and
opens the talk for half a day. A *ticket* names a file that was kept for a message still to come.
"""

from datetime import datetime
from hashlib import blake2b
from typing import Any

import msgspec

from changlai.channels.contracts import Attachment, Guest
from changlai.channels.errors import BadSignature
from changlai.kernel import crypto

DAY = 86_400
PASS_SECONDS = 400 * DAY  # browsers keep nothing longer
SESSION_SECONDS = DAY // 2
RENEWAL_SECONDS = 7 * DAY  # a page left open may go on without a fresh proof of who its visitor is
FILE_SECONDS = 3_600
CLOCKS_APART = 600  # seconds a session may seem to come from the future


class Session(msgspec.Struct, frozen=True):
    """Who talks: a browser, and the site's user when its server vouched for one."""

    account_id: int
    device: str
    user: str = ""

    @property
    def threads(self) -> tuple[str, ...]:
        """The talks it may read: the browser's own, and those of the user, whichever browser they were held in."""
        own = thread_of_device(self.device)
        return (own, thread_of_user(self.user)) if self.user else (own,)

    def guest(self) -> Guest:
        return Guest(self.device, self.threads)


def session_token(session: Session, now: datetime) -> str:
    """Good for SESSION_SECONDS, and for RENEWAL_SECONDS to get another one."""
    facts = {"a": session.account_id, "d": session.device, "u": session.user, "t": int(now.timestamp())}
    return crypto.sign_ticket(facts, PASS_SECONDS, purpose="visitor session")


def read_session(token: str, account_id: int, now: datetime, *, seconds: int = SESSION_SECONDS) -> Session:
    """Raises BadSignature: ``bad_signature``, or ``old_timestamp`` when the page has to come in again."""
    facts = _read(token, "visitor session", account_id)
    age = now.timestamp() - facts["t"]
    if not -CLOCKS_APART <= age <= seconds:
        raise BadSignature("old_timestamp")
    return Session(account_id, str(facts["d"]), str(facts["u"]))


def pass_token(session: Session) -> str:
    """Says which visitor a browser is, and whether it was a user's: then it is good in that user's hands only."""
    facts = {"a": session.account_id, "d": session.device, "u": _short(session.user) if session.user else ""}
    return crypto.sign_ticket(facts, PASS_SECONDS, purpose="visitor pass")


def device_of(token: str, account_id: int, user: str) -> str:
    """The visitor of a pass; empty when it is none of ours, or somebody else's who used this browser before."""
    try:
        facts = _read(token, "visitor pass", account_id)
    except BadSignature:
        return ""
    return str(facts["d"]) if facts["u"] in {"", _short(user) if user else ""} else ""


def file_ticket(guest: Guest, file: Attachment, account_id: int) -> str:
    """Names a kept file; only who sent it may put it into a message."""
    facts = {"a": account_id, "d": guest.device, "f": msgspec.to_builtins(file)}
    return crypto.sign_ticket(facts, FILE_SECONDS, purpose="visitor file")


def read_file(ticket: str, session: Session) -> Attachment:
    """The file of a ticket. Raises BadSignature."""
    facts = _read(ticket, "visitor file", session.account_id)
    if facts["d"] != session.device:
        raise BadSignature
    return msgspec.convert(facts["f"], Attachment)


def _read(token: str, purpose: str, account_id: int) -> dict[str, Any]:
    if not token:
        raise BadSignature("missing_signature")
    try:
        facts = crypto.read_ticket(token, purpose=purpose)
    except crypto.BadTicket:
        raise BadSignature from None
    if facts["a"] != account_id:
        raise BadSignature
    return facts


def thread_of_device(device: str) -> str:
    """The talk of a browser whose user is not known."""
    return f"v:{device}"


def thread_of_user(user: str) -> str:
    """The talk of a user of the site, whichever browser it is held in."""
    return f"u:{_short(user)}"


def _short(user: str) -> str:
    """A user's id as part of a thread's name: of one length, and not to be read off it."""
    return blake2b(user.encode(), digest_size=16).hexdigest()
