"""Weibo (微博): private messages through the fans service, and what people say in public."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.weibo import details, media, public
from changlai.channels.adapters.weibo import sentences as say
from changlai.channels.adapters.weibo.authorising import WeiboAuthorising
from changlai.channels.adapters.weibo.identities import private_address
from changlai.channels.adapters.weibo.parser import WeiboParser
from changlai.channels.adapters.weibo.permissions import PERMISSIONS
from changlai.channels.adapters.weibo.puller import ACCOUNT, COLLECTED, PUBLIC, WeiboPuller, feeds, watched
from changlai.channels.adapters.weibo.sender import COMMENT_HALVES, WeiboSender
from changlai.channels.adapters.weibo.setup import SETUP
from changlai.channels.adapters.weibo.webhook import WeiboWebhook
from changlai.channels.contracts import Channel, Product, ReplyWindow, Voice
from changlai.channels.enums import ContentKind


def _form() -> type[Any]:
    from changlai.channels.adapters.weibo.forms import WeiboForm  # noqa: PLC0415 - app ready

    return WeiboForm


def _account(settings: Mapping[str, Any]) -> str:
    """Connected twice, an account would bring everything twice."""
    return str(settings.get("uid") or "")


def _unauthorised(settings: Mapping[str, Any]) -> str:
    return "" if _AUTHORISING.is_given(settings) else say.UNAUTHORISED


_AUTHORISING = WeiboAuthorising()
_TEXTS = frozenset({ContentKind.TEXT, ContentKind.LINK})
CHANNEL = Channel(
    slug="weibo",
    label=_("Weibo"),
    products={
        "weibo": Product(
            slug="weibo",
            label=_("Weibo private message"),
            css="ch-weibo",
            icon="brand-weibo",
            sends=_TEXTS,
            # As many messages as wanted within them, whether somebody wrote or did one of these (PLATFORMS C).
            window=ReplyWindow(hours=48, messages=0, opened_by=say.OPENED, closed_by=frozenset({"event.unfollow"})),
        ),
        PUBLIC: Product(
            slug=PUBLIC,
            label=_("Weibo in public"),
            css="ch-weibo",
            icon="brand-weibo",
            sends=_TEXTS,
            text_halves=COMMENT_HALVES,
            in_public=True,
        ),
    },
    form=_form,
    secret_fields=frozenset({"app_secret", "access_token"}),
    same=_account,
    webhook=WeiboWebhook(),
    parser=WeiboParser(),
    sender=WeiboSender(),
    puller=WeiboPuller(),
    streams=(ACCOUNT,),
    feeds=feeds,
    fetch=details.fetch,
    fetch_kinds=details.KINDS,
    fetch_media=media.fetch,
    media_kinds=frozenset({"image", "voice"}),
    voice=Voice(
        product=PUBLIC,
        read=public.read,
        streams=COLLECTED,
        watch=watched,
        private_product="weibo",
        private_address=private_address,
        private_messages=1,
        opens_private=public.names_us,
    ),
    permissions=PERMISSIONS,
    authorising=_AUTHORISING,
    cannot_send=_unauthorised,
    setup=SETUP,
    base_url="https://api.weibo.com",
)
