"""Any system that can post signed JSON."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.webhook import media
from changlai.channels.adapters.webhook.parser import CustomParser
from changlai.channels.adapters.webhook.sender import CustomSender, cannot_send, test_address
from changlai.channels.adapters.webhook.webhook import CustomWebhook
from changlai.channels.contracts import Channel, Permission, Product
from changlai.channels.enums import ContentKind

_FILE_BYTES = 5 * 1024 * 1024  # files travel inside the JSON, as base64


def _form() -> type[Any]:
    from changlai.channels.adapters.webhook.forms import CustomForm  # noqa: PLC0415 - app ready

    return CustomForm


CHANNEL = Channel(
    slug="webhook",
    label=_("Custom channel"),
    products={
        "webhook": Product(
            slug="webhook",
            label=_("Custom channel"),
            css="ch-web",
            icon="webhook",
            sends=frozenset({ContentKind.TEXT, ContentKind.IMAGE, ContentKind.FILE}),
            text_bytes=20_000,
            file_bytes={ContentKind.IMAGE: _FILE_BYTES, ContentKind.FILE: _FILE_BYTES},
        )
    },
    form=_form,
    secret_fields=frozenset({"secret"}),
    webhook=CustomWebhook(),
    parser=CustomParser(),
    sender=CustomSender(),
    cannot_send=cannot_send,
    fetch_media=media.fetch,
    media_kinds=frozenset({"message.files"}),
    permissions=(
        Permission(
            slug="send_address",
            label=_("The other system takes our messages"),
            where=_("In the other system: the address for our messages answers a signed ping with 2xx."),
            test=test_address,
        ),
    ),
)
