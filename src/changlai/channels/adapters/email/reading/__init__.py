"""From the bytes of a mail to what it says. Nothing here trusts a mail, and nothing raises over one."""

from email.message import Message

import msgspec

from changlai.channels.adapters.email.reading.bounces import Bounce, bounce_of, is_report
from changlai.channels.adapters.email.reading.headers import Mailbox
from changlai.channels.adapters.email.reading.mail import EMPTY, Mail, Part, content_of, mail_of, page_of
from changlai.channels.adapters.email.reading.origins import is_forged, machine_of
from changlai.channels.adapters.email.reading.structure import BROKEN, message_of

__all__ = ["Bounce", "Mail", "Mailbox", "Part", "Reading", "content_of", "page_of", "read"]


class Reading(msgspec.Struct, frozen=True):
    """A mail and what is to be thought of it. ``machine`` as in contracts.Letter; ``is_report``: it tells what became
    of a mail, and ``bounce`` says of which of ours.
    """

    mail: Mail
    machine: str = ""
    is_forged: bool = False
    is_report: bool = False
    bounce: Bounce | None = None


def read(raw: bytes, account_id: object) -> Reading:
    """What these bytes say, as far as anything can be made of them. Never raises."""
    message = message_of(raw)
    if message is None:
        return Reading(EMPTY)
    try:
        return _read(message, raw, account_id)
    except BROKEN:  # whatever is not known yet of how a mail can be broken: it is kept, and shown as unreadable
        return Reading(EMPTY)


def _read(message: "Message[str, str]", raw: bytes, account_id: object) -> Reading:
    return Reading(
        mail=mail_of(message),
        machine=machine_of(message),
        is_forged=is_forged(message),
        is_report=is_report(message),
        bounce=bounce_of(message, raw, account_id),
    )
