"""WeCom: contacts of colleagues (企业微信) and service desks (微信客服)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.wecom.parser import WecomParser
from changlai.channels.adapters.wecom.webhook import WecomWebhook
from changlai.channels.contracts import Channel, Product, ReplyWindow
from changlai.channels.enums import ContentKind

_MB = 1024 * 1024


def _form() -> type[Any]:
    from changlai.channels.adapters.wecom.forms import WecomForm  # noqa: PLC0415 - app ready

    return WecomForm


CHANNEL = Channel(
    slug="wecom",
    label=_("WeCom"),
    products={
        "wecom": Product(slug="wecom", label=_("WeCom contacts"), css="ch-wecom", icon="brand-wechat"),
        "wecom_kf": Product(
            slug="wecom_kf",
            label=_("WeChat Customer Service"),
            css="ch-kf",
            icon="headset",
            sends=frozenset(
                {
                    ContentKind.TEXT,
                    ContentKind.IMAGE,
                    ContentKind.VOICE,
                    ContentKind.VIDEO,
                    ContentKind.FILE,
                    ContentKind.LINK,
                }
            ),
            text_bytes=2048,  # document path 94677
            file_bytes={  # 上传临时素材, document path 90253
                ContentKind.IMAGE: 2 * _MB,
                ContentKind.VOICE: 2 * _MB,
                ContentKind.VIDEO: 10 * _MB,
                ContentKind.FILE: 20 * _MB,
            },
            window=ReplyWindow(hours=48, messages=5),  # document path 94677
        ),
    },
    form=_form,
    secret_fields=frozenset({"secret", "kf_secret", "token", "encoding_aes_key"}),
    webhook=WecomWebhook(),
    parser=WecomParser(),
    media_kinds=frozenset({"kf.image", "kf.voice", "kf.video", "kf.file"}),
    base_url_setting="WECOM_URL",
)
