"""Secrets that are shown once and kept as digests. They are random and long, so a plain SHA-256 is enough."""

import hashlib
import secrets
import string
from dataclasses import dataclass
from datetime import datetime

from changlai.kernel.crypto import BadTicket, read_ticket, sign_ticket

TOKEN_MARK = "cl"  # noqa: S105 - tells people and scanners what the value is
PREFIX_LENGTH = 8
TOKEN_PARTS = 3
_PREFIX_ALPHABET = string.ascii_lowercase + string.digits


def new_secret() -> str:
    """43 characters that are safe in an address, 256 bits."""
    return secrets.token_urlsafe(32)


def digest(value: str) -> str:
    """What is stored instead of the secret."""
    return hashlib.sha256(value.encode(errors="surrogatepass")).hexdigest()


def new_token() -> tuple[str, str]:
    """A new API token: its public prefix, and the whole value that is shown once."""
    prefix = "".join(secrets.choice(_PREFIX_ALPHABET) for _ in range(PREFIX_LENGTH))
    return prefix, f"{TOKEN_MARK}_{prefix}_{new_secret()}"


def token_prefix(value: str) -> str:
    """The prefix inside a token's value; empty when the value is not shaped like one."""
    parts = value.split("_", TOKEN_PARTS - 1)
    is_shaped = len(parts) == TOKEN_PARTS and parts[0] == TOKEN_MARK and len(parts[1]) == PREFIX_LENGTH
    return parts[1] if is_shaped and set(parts[1]) <= set(_PREFIX_ALPHABET) else ""


# --- links that are signed, not stored: they can be made again for the mail, and a table that leaks opens nothing ---

_INVITATION, _RESET = "accounts invitation", "accounts password reset"


@dataclass(frozen=True, slots=True)
class InvitationTicket:
    """What the link of an invitation says."""

    organisation_id: int
    invitation_id: int
    round: int


def invitation_ticket(ticket: InvitationTicket, *, expires_at: datetime, now: datetime) -> str:
    """The secret part of an invitation's link, good until ``expires_at``."""
    payload = {"o": ticket.organisation_id, "i": ticket.invitation_id, "r": ticket.round}
    return sign_ticket(payload, (expires_at - now).total_seconds(), purpose=_INVITATION)


def read_invitation_ticket(text: str) -> InvitationTicket | None:
    """What a link says; None when it is not ours or too old."""
    try:
        payload = read_ticket(text, purpose=_INVITATION)
    except BadTicket:
        return None
    return InvitationTicket(payload["o"], payload["i"], payload["r"])


def reset_ticket(reset_id: int, *, expires_at: datetime, now: datetime) -> str:
    """The secret part of the link to a new password."""
    return sign_ticket({"r": reset_id}, (expires_at - now).total_seconds(), purpose=_RESET)


def read_reset_ticket(text: str) -> int | None:
    """Which reset a link is about; None when it is not ours or too old."""
    try:
        return int(read_ticket(text, purpose=_RESET)["r"])
    except BadTicket:
        return None
