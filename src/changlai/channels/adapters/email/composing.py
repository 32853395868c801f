"""An answer as the bytes of a mail. Made from the same message twice, it is the same mail by its Message-ID."""

import html
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from changlai.channels.adapters.email.marks import local_part
from changlai.channels.adapters.email.reading.charsets import clean
from changlai.channels.adapters.email.reading.headers import mailboxes
from changlai.channels.contracts import FileContent, Outgoing

_REPLY = ("re:", "aw:", "sv:", "回复:", "回复：", "答复:", "答复：")
_PIXELS = "font-family:sans-serif;font-size:14px;line-height:1.6"


def readers(outgoing: Outgoing) -> tuple[list[str], list[str]]:
    """To and Cc of an answer."""
    to = [one.address for one in mailboxes(outgoing.address.get("to", ""))]
    cc = [one.address for one in mailboxes(outgoing.address.get("cc", "")) if one.address not in to]
    return to, cc


def mail_of(
    outgoing: Outgoing, settings: Mapping[str, Any], files: Sequence[FileContent], *, now: datetime
) -> EmailMessage:
    """The mail for a message of ours, in the thread of what it answers."""
    to, cc = readers(outgoing)
    own = str(settings["address"])
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _named(str(settings.get("from_name") or ""), own)
    mail["To"] = ", ".join(to)
    if cc:
        mail["Cc"] = ", ".join(cc)
    if settings.get("reply_to"):
        mail["Reply-To"] = str(settings["reply_to"])
    mail["Subject"] = subject_of(outgoing.address.get("subject", ""), str(settings.get("from_name") or own))
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(outgoing.key, settings)
    _thread(mail, outgoing.address)
    _words(mail, outgoing.content.text, str(settings.get("signature") or ""))
    for file in files:
        main, _, sub = file.media_type.partition("/")
        mail.add_attachment(
            file.data, maintype=main or "application", subtype=sub or "octet-stream", filename=file.name
        )
    return mail


def message_id(key: str, settings: Mapping[str, Any]) -> str:
    """Fixed by the message's key: whoever gets it twice can tell, and a bounce names it."""
    return f"<{platform_id(key, settings)}@{str(settings['address']).rpartition('@')[2]}>"


def platform_id(key: str, settings: Mapping[str, Any]) -> str:
    """What stands before the @ of our message ids."""
    return local_part(key, settings.get("account_id"))


def subject_of(answered: str, name: str) -> str:
    """``Re: `` and the subject that is answered, once."""
    subject = " ".join(clean(answered).split())
    if not subject:
        return f"Re: {name}"
    return subject if subject.lower().startswith(_REPLY) else f"Re: {subject}"


def _named(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(" ".join(clean(name).split()), local, domain)


def _thread(mail: EmailMessage, address: Mapping[str, str]) -> None:
    """RFC 5322, 3.6.4. Ids come from strangers: what is no id is left out."""
    answered = address.get("message_id", "")
    known = [one for one in address.get("references", "").split() if _is_id(one)]
    if _is_id(answered):
        mail["In-Reply-To"] = f"<{answered}>"
        known = [one for one in known if one != answered] + [answered]
    if known:
        mail["References"] = " ".join(f"<{one}>" for one in known)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isprintable() and 0 < len(text) <= 250 and not set(text) & set("<> ,;")  # noqa: PLR2004 - as headers.ids


def _words(mail: EmailMessage, text: str, signature: str) -> None:
    """The text as it is, and the same as a page, so that programs that show only pages show it well."""
    below = f"\n\n-- \n{signature}" if signature.strip() else ""
    mail.set_content(clean(text) + below + "\n", cte="base64")
    page = _as_page(clean(text))
    if signature.strip():
        page += f'<p style="color:#667">-- <br>{_lines(signature)}</p>'
    mail.add_alternative(f'<div style="{_PIXELS}">{page}</div>\n', subtype="html", cte="base64")


def _as_page(text: str) -> str:
    return "".join(f"<p>{_lines(piece)}</p>" for piece in text.split("\n\n") if piece.strip())


def _lines(text: str) -> str:
    return html.escape(clean(text).strip()).replace("\n", "<br>")
