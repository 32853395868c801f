"""Mails as they leave: a text and an HTML part that say the same, in the reader's language."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changlai.channels.contracts.member_messages import MemberNote
from changlai.notifications.contracts import Letter
from changlai.notifications.queries import Bundle, Told
from changlai.ui.render import environment

SUBJECT_LENGTH = 150  # characters; mail clients cut earlier


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in a mail, with its whole address."""

    title: str
    subject: str
    text: str
    url: str


def compose_letter(letter: Letter, *, organisation: str, once: str) -> EmailMessage:
    """The mail of a letter, from ``organisation``. ``once`` makes its Message-ID: sent again, it stays one mail."""
    with translation.override(letter.language):
        foot = _("Sent by %(product)s for %(organisation)s.") % {"product": _("Changlai"), "organisation": organisation}
        link = [f"{letter.button}:\n{letter.url}"] if letter.url else []
        message = _message(letter.to, letter.name, letter.subject, once)
        context = {"letter": letter, "organisation": organisation, "foot": foot}
        return _filled(message, [letter.subject, *letter.paragraphs, *link], foot, "letter", context)


def compose_notices(bundle: Bundle, *, once: str) -> EmailMessage:
    """One mail of all notices of a bundle, in its language."""
    with translation.override(bundle.language):
        lines = [Line(one.title, one.about, one.text, _whole(bundle, one)) for one in bundle.told]
        heading = _heading(bundle)
        foot = _("You get this mail because you are a member of %(organisation)s.") % {
            "organisation": bundle.organisation
        }
        choose = _("Choose what you are told and how")
        choices = settings.PUBLIC_URL + reverse("notifications:choices", args=[bundle.slug])
        message = _message(bundle.email, bundle.name, f"{heading} - {bundle.organisation}", once)
        message["Auto-Submitted"] = "auto-generated"
        context = {
            "lines": lines,
            "organisation": bundle.organisation,
            "preferences": choices,
            "heading": heading,
            "foot": foot,
            "choose": choose,
        }
        paragraphs = ["\n".join(filter(None, (one.title, one.subject, one.text, one.url))) for one in lines]
        return _filled(message, paragraphs, f"{foot}\n{choose}: {choices}", "notices", context)


def compose_note(bundle: Bundle) -> MemberNote:
    """The same for a work app: one notice leads to its record, several to the list."""
    with translation.override(bundle.language):
        if len(bundle.told) == 1:
            one = bundle.told[0]
            text = "\n".join(filter(None, (one.about, one.text)))
            return MemberNote(title=one.title, text=text, url=_whole(bundle, one), button=_("Open"))
        lines = [" · ".join(filter(None, (one.title, one.about))) for one in bundle.told]
        address = settings.PUBLIC_URL + reverse("notifications:list", args=[bundle.slug])
        return MemberNote(title=_heading(bundle), text="\n".join(lines), url=address, button=_("Open"))


def _heading(bundle: Bundle) -> str:
    count = len(bundle.told)
    if count == 1:
        return bundle.told[0].title
    return ngettext("%(count)d notice for you", "%(count)d notices for you", count) % {"count": count}


def _whole(bundle: Bundle, one: Told) -> str:
    """The address that counts the notice as read and leads on to the thing; who is not signed in signs in first."""
    return settings.PUBLIC_URL + reverse("notifications:notice", args=[bundle.slug, one.id])


def _message(to: str, name: str, subject: str, once: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = _address(*parseaddr(settings.MAIL_FROM))
    message["To"] = _address(name, to)
    message["Subject"] = " ".join(subject.split())[:SUBJECT_LENGTH]
    message["Date"] = format_datetime(timezone.now())
    message["Message-ID"] = _message_id(once)
    return message


def _filled(
    message: EmailMessage, paragraphs: Sequence[str], foot: str, template: str, context: dict[str, Any]
) -> EmailMessage:
    """The text part of these paragraphs, and the HTML part of the template."""
    language = translation.get_language()
    message.set_content("\n\n".join([*paragraphs, f"--\n{foot}"]) + "\n")
    found = environment().get_template(f"notifications/mail/{template}.html")
    message.add_alternative(found.render({**context, "language": language}), subtype="html")
    return message


def _address(name: str, address: str) -> Address:
    """Raises ValueError (as headers do) for what is no address."""
    user, _at, domain = address.rpartition("@")
    return Address(" ".join(name.split()), user, domain)


def _message_id(once: str) -> str:
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"<{hashlib.blake2b(once.encode(), digest_size=16).hexdigest()}@{host}>"
