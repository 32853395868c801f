"""The web chat widget: a talk on the company's own site."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.webchat.door import FILE_BYTES, VisitorDoor
from changlai.channels.adapters.webchat.identity import renewed
from changlai.channels.adapters.webchat.parser import VisitorParser
from changlai.channels.adapters.webchat.sender import VisitorSender
from changlai.channels.adapters.webchat.told import LONGEST_TEXT
from changlai.channels.adapters.webchat.webhook import VisitorWebhook
from changlai.channels.contracts import Channel, Product
from changlai.channels.enums import ContentKind

RECALL_MINUTES = 2  # as people know it from WeChat
_BYTES_A_CHARACTER = 4  # of UTF-8 at most


def _form() -> type[Any]:
    from changlai.channels.adapters.webchat.forms import WidgetForm  # noqa: PLC0415 - app ready

    return WidgetForm


CHANNEL = Channel(
    slug="webchat",
    label=_("Web chat"),
    products={
        "webchat": Product(
            slug="webchat",
            label=_("Web chat"),
            css="ch-chat",
            icon="message-circle",
            sends=frozenset({ContentKind.TEXT, ContentKind.IMAGE, ContentKind.FILE, ContentKind.VIDEO}),
            recall_minutes=RECALL_MINUTES,
            text_bytes=LONGEST_TEXT * _BYTES_A_CHARACTER,
            file_bytes=dict.fromkeys((ContentKind.IMAGE, ContentKind.FILE, ContentKind.VIDEO), 2 * FILE_BYTES),
        )
    },
    form=_form,
    secret_fields=frozenset({"secret", "previous_secret"}),
    webhook=VisitorWebhook(),
    parser=VisitorParser(),
    sender=VisitorSender(),
    visits=VisitorDoor(),
    fields="webchat/fields.html",
    panel="webchat/snippet.html",
    renew=renewed,
)
