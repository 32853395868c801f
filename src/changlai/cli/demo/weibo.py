"""The firm's Weibo at the sandbox: connected like any other account, and what people say there about its furniture."""

import secrets
from typing import Any

from django.conf import settings

from changlai.accounts.models import Member
from changlai.channels import actions as channels
from changlai.channels.models import Account
from changlai.cli.demo import stage
from changlai.kernel.tenancy import scope

CHANNEL = "weibo"
NAME = "禾木家居"
POLL_SECONDS, DAILY_CALLS = 5, 1_000_000  # the sandbox is not sparing
FOLLOWERS = {"xiaoman": 12_800, "linxiaotang": 860, "zhouye": 310, "momo": 45_600}
# who says what to everybody; the firm is named by @
POSTS: tuple[tuple[str, str], ...] = (
    ("linxiaotang", f"新家的棉麻沙发终于到了，坐感比想象中软，颜色也正 @{NAME} 好评"),
    ("zhouye", "周末逛家具城，禾木家居的原木餐桌质感不错，就是价格有点劝退，有人买过吗？"),
    ("momo", f"@{NAME} 说好周三送货，等了一天没人来，打客服也没人接，太失望了"),
    ("xiaoman", f"买的新品用了两天就坏了，客服还不理人 @{NAME}"),
)
OWN_POST = "春季新品上市：云杉餐椅、棉麻三人沙发，到店试坐有礼。"
COMMENTS: tuple[tuple[str, str], ...] = (
    ("zhouye", "云杉餐椅多少钱一把？"),
    ("momo", "先把我的沙发送到再说新品吧"),
)


def connect(member: Member) -> Account | None:
    """Connect the account, in the scope that is open; None without a sandbox."""
    if not settings.SANDBOX_URL:
        return None
    given = {
        "app_key": str(1_000_000_000 + secrets.randbelow(10**9)),
        "app_secret": secrets.token_hex(16),
        "uid": str(1_900_000_000 + secrets.randbelow(10**7)),
        "screen_name": NAME,
        "access_token": f"2.00{secrets.token_hex(14)}",
        "poll_seconds": POLL_SECONDS,
        "daily_calls": DAILY_CALLS,
    }
    stage.order("weibo/accounts", _told(given, ""))
    account = channels.connect(channel=CHANNEL, name=f"{NAME}官方微博", settings=given, by=member)
    stage.order("weibo/accounts", _told(given, _callback_url(account)))
    return account


def play(account: Account | None) -> None:
    """People post, and comment on what the firm posted."""
    if account is None:
        return
    for person, followers in FOLLOWERS.items():
        stage.order(f"weibo/people/{person}", {"followers": followers})
    uid = account.settings["uid"]
    own = stage.order("weibo/accounts/post", {"uid": uid, "text": OWN_POST})
    for person, text in COMMENTS:
        stage.order(f"weibo/people/{person}/comment", {"post": own["id"], "text": text})
    for person, text in POSTS:
        stage.order(f"weibo/people/{person}/post", {"text": text})


def reopen(organisation_id: int) -> None:
    """Tell the sandbox where we live now: the port may have changed since the last start."""
    with scope(organisation_id):
        account = Account.objects.filter(channel=CHANNEL, parent__isnull=True).order_by("id").first()
    if account is not None and settings.SANDBOX_URL:
        stage.order("weibo/accounts", _told(account.settings, _callback_url(account)))


def _told(given: dict[str, Any], callback_url: str) -> dict[str, Any]:
    names = ("app_key", "app_secret", "access_token", "uid")
    return {**{name: given[name] for name in names}, "name": NAME, "callback_url": callback_url}


def _callback_url(account: Account) -> str:
    return f"{settings.PUBLIC_URL}/hooks/{account.channel}/{account.hook_key}"
