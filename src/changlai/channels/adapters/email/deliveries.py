"""A fetched mail as a delivery: its payload, its original, and what makes it one."""

import hashlib
from datetime import datetime

from changlai.channels.adapters.email import context
from changlai.channels.adapters.email.context import Context
from changlai.channels.adapters.email.limits import PAYLOAD_BYTES
from changlai.channels.adapters.email.reading import Mail, read
from changlai.channels.contracts import Delivery, Original
from changlai.kernel.files import clean_name

INBOX, SENT = "inbox", "sent"
KINDS = {INBOX: "mail", SENT: "mail_sent"}
FILES = ".files"  # after the kind of one whose parts are to be taken out
HANDLE = "mail:"


def delivery_of(raw: bytes, *, folder: str, received: datetime, account_id: object, size: int) -> Delivery:
    """The delivery for the bytes of a mail. The same mail fetched again, whatever its number, has the same key."""
    reading = read(raw, account_id)
    handle = HANDLE + hashlib.sha256(raw).hexdigest()[:40]
    beside = Context(
        handle,
        received,
        size=size,
        is_cut=size > len(raw),
        reading=reading if len(raw) > PAYLOAD_BYTES else None,
    )
    sender = reading.mail.sender
    return Delivery(
        key=f"{folder}:{_identity(reading.mail, raw)}",
        kind=KINDS[folder] + (FILES if reading.mail.files else ""),
        payload=raw[:PAYLOAD_BYTES],
        thread=sender.address if sender else handle,
        occurred_at=received,
        context=context.written(beside),
        original=Original(handle, file_name(reading.mail), "message/rfc822", raw),
    )


def file_name(mail: Mail) -> str:
    """What the original is called when somebody saves it."""
    return clean_name(f"{mail.subject[:80] or 'mail'}.eml")


def _identity(mail: Mail, raw: bytes) -> str:
    """A digest of what the writer made, not of the marks that the mail got on its way: two ways make one mail.

    The message id alone will not do: who knows one could send rubbish under it first, and hide the mail that is due.
    """
    if not mail.message_id:
        return hashlib.sha256(raw).hexdigest()
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    made = (mail.message_id, str(mail.sender), mail.subject, str(mail.to), str(mail.cc))
    digest = hashlib.sha256("\0".join(made).encode("utf-8", "replace"))
    digest.update(body if head else raw)
    return digest.hexdigest()
