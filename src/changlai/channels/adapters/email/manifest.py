"""A mailbox: mails in by IMAP, out by SMTP."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.email import deliveries, media, puller
from changlai.channels.adapters.email.limits import FILE_BYTES
from changlai.channels.adapters.email.listener import MailListener
from changlai.channels.adapters.email.parser import MailParser
from changlai.channels.adapters.email.permissions import PERMISSIONS
from changlai.channels.adapters.email.sender import MailSender
from changlai.channels.contracts import Channel, Product
from changlai.channels.enums import ContentKind


def _form() -> type[Any]:
    from changlai.channels.adapters.email.forms import MailboxForm  # noqa: PLC0415 - app ready

    return MailboxForm


def _mailbox(settings: Mapping[str, Any]) -> str:
    """Connected twice, a folder would bring every mail twice."""
    user = settings.get("user") or settings["address"]
    return f"{settings['imap_host']}/{user}/{settings.get('folder') or 'INBOX'}".lower()


CHANNEL = Channel(
    slug="email",
    label=_("E-mail"),
    products={
        "email": Product(
            slug="email",
            label=_("E-mail"),
            css="ch-mail",
            icon="mail",
            sends=frozenset({ContentKind.TEXT, ContentKind.IMAGE, ContentKind.VIDEO, ContentKind.FILE}),
            text_bytes=100_000,
            file_bytes=dict.fromkeys((ContentKind.IMAGE, ContentKind.VIDEO, ContentKind.FILE), FILE_BYTES),
            sends_letters=True,
        )
    },
    form=_form,
    secret_fields=frozenset({"password"}),
    same=_mailbox,
    parser=MailParser(),
    sender=MailSender(),
    puller=puller.MailPuller(),
    feeds=puller.feeds,
    listener=MailListener(),
    fetch_media=media.fetch,
    media_kinds=frozenset(kind + deliveries.FILES for kind in deliveries.KINDS.values()),
    permissions=PERMISSIONS,
)
