"""What a mail means: whose it is, what they say, and what became of ours."""

from collections.abc import Mapping, Sequence
from typing import Any

from changlai.channels.adapters.email import context as contexts
from changlai.channels.adapters.email import sentences as say
from changlai.channels.adapters.email.context import Context
from changlai.channels.adapters.email.deliveries import FILES, KINDS, SENT, file_name
from changlai.channels.adapters.email.imap import said
from changlai.channels.adapters.email.marks import key_in
from changlai.channels.adapters.email.media import handle_of
from changlai.channels.adapters.email.reading import Bounce, Mail, Mailbox, Part, Reading, read
from changlai.channels.adapters.email.reading.headers import mailboxes
from changlai.channels.adapters.email.reading.quotes import divided
from changlai.channels.contracts import Attachment, Content, IdentityClaim, Inbound, Letter, Profile, Skipped
from changlai.channels.enums import ContentKind, InboundKind, Role

SAID_LENGTH = 30_000  # characters; the rest of a longer mail is read in its original
MOST_READERS = 20
MOST_REFERENCES = 20
SUBJECT_LENGTH = 300


class MailParser:
    """Never raises, whatever a mail holds."""

    def parse(
        self, kind: str, payload: bytes, context: bytes, settings: Mapping[str, Any]
    ) -> Sequence[Inbound] | Skipped:
        """Pure: the mail's own words, and what stood beside it."""
        folder = next((name for name, own in KINDS.items() if kind in {own, own + FILES}), "")
        if not folder:
            return Skipped("unknown_event")
        beside = contexts.read(context)
        reading = beside.reading or read(payload, settings.get("account_id"))
        if folder == SENT:
            return _sent(reading, beside, payload, settings)
        if reading.bounce is not None:
            return _bounced(reading.bounce, beside)
        if reading.is_report:
            return Skipped("foreign_report")
        return _written(reading, beside, payload, settings)


def _bounced(bounce: Bounce, beside: Context) -> Sequence[Inbound] | Skipped:
    if not bounce.is_final:
        return Skipped("delayed")
    return (
        Inbound(
            kind=InboundKind.SEND_FAILED,
            identities=(),
            occurred_at=beside.received,
            platform_id=bounce.key,
            reason=f"{say.BOUNCED} {said(bounce.reason or bounce.address or '-')}",
            undeliverable=(_claim(bounce.address),) if bounce.address and bounce.is_nobody else (),
        ),
    )


def _written(
    reading: Reading, beside: Context, payload: bytes, settings: Mapping[str, Any]
) -> Sequence[Inbound] | Skipped:
    mail, own = reading.mail, _own(settings)
    writer = _writer(mail, own)
    if writer is None:
        return Skipped("own_message" if mail.sender else "no_customer")
    return (
        Inbound(
            kind=InboundKind.MESSAGE,
            identities=(_claim(writer.address),),
            occurred_at=beside.received,
            profile=_profile(writer),
            content=_content(reading, beside, payload),
            platform_id=beside.handle,
            address=_address(reading, writer, own),
            is_automatic=bool(reading.machine),
        ),
    )


def _sent(
    reading: Reading, beside: Context, payload: bytes, settings: Mapping[str, Any]
) -> Sequence[Inbound] | Skipped:
    """What a colleague wrote in a mail program; what we sent ourselves lies in the same folder."""
    mail, own = reading.mail, _own(settings)
    if key_in(mail.message_id.encode("utf-8", "replace") + b"@", settings.get("account_id")):
        return Skipped("own_message")
    readers = [one for one in (*mail.to, *mail.cc) if one.address not in own]
    if not readers:
        return Skipped("no_customer")
    return (
        Inbound(
            kind=InboundKind.COLLEAGUE_MESSAGE,
            identities=(_claim(readers[0].address),),
            occurred_at=beside.received,
            profile=_profile(readers[0]),
            content=_content(reading, beside, payload),
            platform_id=beside.handle,
        ),
    )


def _own(settings: Mapping[str, Any]) -> set[str]:
    """The mailbox's own addresses."""
    spelled = f"{settings.get('address', '')}, {settings.get('reply_to', '')}, {settings.get('aliases', '')}"
    return {one.address for one in mailboxes(spelled)}


def _writer(mail: Mail, own: set[str]) -> Mailbox | None:
    """Who wrote. The forms of a web site write from the mailbox's own address and name the visitor under Reply-To."""
    if mail.sender is None or mail.sender.address not in own:
        return mail.sender
    return next((one for one in mail.reply_to if one.address not in own), None)


def _claim(address: str) -> IdentityClaim:
    return IdentityClaim("email", "", address, exclusive=False)


def _profile(person: Mailbox) -> Profile:
    return Profile(name=person.name or person.address.partition("@")[0], is_stand_in=not person.name)


def _content(reading: Reading, beside: Context, payload: bytes) -> Content:
    mail = reading.mail
    said, quoted = divided(mail.text)
    letter = Letter(
        sender=str(mail.sender or ""),
        to=tuple(map(str, mail.to[:MOST_READERS])),
        cc=tuple(map(str, mail.cc[:MOST_READERS])),
        quoted=quoted[:SAID_LENGTH],
        machine=reading.machine,
        doubt=_doubt(reading, beside, said),
    )
    original = Attachment(
        kind=ContentKind.FILE,
        name=file_name(mail),
        media_type="message/rfc822",
        size=beside.size or len(payload),
        remote=beside.handle,
        role=Role.ORIGINAL,
    )
    parts = [_attachment(part, beside.handle) for part in mail.files] if beside.handle else []
    return Content(
        kind=ContentKind.TEXT,
        text=said[:SAID_LENGTH],
        title=mail.subject[:SUBJECT_LENGTH],
        attachments=(*([original] if beside.handle else []), *parts),
        letter=letter,
    )


def _doubt(reading: Reading, beside: Context, said: str) -> str:
    if reading.is_forged:
        return "forged"
    if not reading.mail.is_readable:
        return "unreadable"
    return "cut" if beside.is_cut or len(said) > SAID_LENGTH else ""


def _attachment(part: Part, handle: str) -> Attachment:
    family = part.media_type.partition("/")[0]
    kind = {"image": ContentKind.IMAGE, "audio": ContentKind.VOICE, "video": ContentKind.VIDEO}.get(
        family, ContentKind.FILE
    )
    role = Role.PAGE if part.is_page else Role.WITHIN if part.content_id else Role.FILE
    return Attachment(
        kind=kind,
        name=part.name,
        media_type=part.media_type,
        size=part.size,
        remote=handle_of(handle, part.number),
        role=role,
        name_within=part.content_id,
    )


def _address(reading: Reading, writer: Mailbox, own: set[str]) -> dict[str, str]:
    """What an answer needs. Where a forger may have written, only the address that was forged is answered."""
    mail = reading.mail
    wanted = [one for one in mail.reply_to if one.address not in own]
    to = wanted[0] if wanted and not reading.is_forged else writer
    told = {to.address, *own}
    others = [one for one in (*mail.to, *mail.cc) if one.address not in told][:MOST_READERS]
    references = [*mail.references, *([mail.message_id] if mail.message_id else [])][-MOST_REFERENCES:]
    return {
        "to": to.address,
        "cc": "" if reading.is_forged else ", ".join(one.address for one in others),
        "subject": mail.subject[:SUBJECT_LENGTH],
        "message_id": mail.message_id,
        "references": " ".join(references),
    }
