"""WeCom: contacts of colleagues (企业微信) and service desks (微信客服)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.wecom import details, media, welcome
from changlai.channels.adapters.wecom.limits import FILE_BYTES, TEXT_BYTES
from changlai.channels.adapters.wecom.member_messages import WecomMemberMessages
from changlai.channels.adapters.wecom.parser import WecomParser
from changlai.channels.adapters.wecom.permissions import PERMISSIONS
from changlai.channels.adapters.wecom.puller import STREAMS, WecomPuller
from changlai.channels.adapters.wecom.sender import WecomSender
from changlai.channels.adapters.wecom.setup import FRESH, SETUP
from changlai.channels.adapters.wecom.sign_in import WecomSignIn
from changlai.channels.adapters.wecom.tags import WecomTags
from changlai.channels.adapters.wecom.webhook import WecomWebhook
from changlai.channels.contracts import Channel, Product, ReplyWindow
from changlai.channels.enums import ContentKind


def _form() -> type[Any]:
    from changlai.channels.adapters.wecom.forms import WecomForm  # noqa: PLC0415 - app ready

    return WecomForm


def _app(settings: Mapping[str, Any]) -> str:
    """Connected twice, an app would bring every message twice."""
    return f"{settings['corpid']}/{settings['agentid']}"


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
                    ContentKind.MENU,
                }
            ),
            text_bytes=TEXT_BYTES,
            file_bytes=FILE_BYTES,
            window=ReplyWindow(hours=48, messages=5),  # document path 94677
        ),
    },
    form=_form,
    secret_fields=frozenset({"secret", "kf_secret", "token", "encoding_aes_key"}),
    same=_app,
    webhook=WecomWebhook(),
    parser=WecomParser(),
    sender=WecomSender(),
    puller=WecomPuller(),
    streams=STREAMS,
    fetch=details.fetch,
    fetch_kinds=details.KINDS,
    fetch_media=media.fetch,
    media_kinds=frozenset({"kf.image", "kf.voice", "kf.video", "kf.file"}),
    urgent=welcome.run,
    tags=WecomTags(),
    permissions=PERMISSIONS,
    setup=SETUP,
    fresh=FRESH,
    member_messages=WecomMemberMessages(),
    sign_in=WecomSignIn(),
    base_url="https://qyapi.weixin.qq.com",
)
