"""Slugs of the listening room in words and signs."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.ai.enums import Sentiment, Urgency
from changlai.channels.enums import SaidKind

TONES: Mapping[str, str] = {Sentiment.NEGATIVE: "bad", Sentiment.NEUTRAL: "", Sentiment.POSITIVE: "ok"}
URGENT: Mapping[str, str] = {Urgency.NOW: "bad", Urgency.SOON: "warn", Urgency.NONE: ""}
KINDS: Mapping[str, Promise] = {
    SaidKind.POST: pgettext_lazy("said", "Post"),
    SaidKind.COMMENT: pgettext_lazy("said", "Comment"),
    SaidKind.REPOST: pgettext_lazy("said", "Repost"),
}
# Where people speak in public: a channel that hears them says so itself, these are told by others.
PLATFORMS: Mapping[str, Promise] = {
    "weibo": _("Weibo"),
    "xiaohongshu": _("Xiaohongshu"),
    "douyin": _("Douyin"),
    "kuaishou": _("Kuaishou"),
    "bilibili": _("Bilibili"),
    "zhihu": _("Zhihu"),
    "douban": _("Douban"),
    "tieba": _("Tieba"),
    "wechat": _("WeChat articles"),
    "toutiao": _("Toutiao"),
    "dianping": _("Dianping"),
    "taobao": _("Taobao"),
    "jd": _("JD.com"),
    "news": _("News"),
    "forum": _("Forum"),
    "web": _("Website"),
}


def platform_name(slug: str) -> str:
    """How a platform is called; a word nobody knows is shown as it is."""
    return str(PLATFORMS.get(slug, slug))
