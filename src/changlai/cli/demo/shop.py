"""The web chat in the corner of the sandbox's shop, and visitors who have written there: through the real door."""

import hashlib
import hmac
import json
import secrets
import urllib.request
from base64 import urlsafe_b64encode
from typing import Any

from django.conf import settings
from django.utils import timezone

from changlai.accounts.models import Member
from changlai.channels import actions as channels
from changlai.channels.models import Account
from changlai.cli.demo import stage
from changlai.inbox import actions as inbox
from changlai.inbox.actions import Given
from changlai.inbox.models import Message
from changlai.kernel.tenancy import scope

CHANNEL = "webchat"
NAME = "官网在线客服"
LOOK = {
    "language": "",
    "title": "",
    "intro": "",
    "greeting": "",
    "label": "",
    "color": "#8a5a2b",
    "position": "right",
    "bottom": 20,
    "allows_files": True,
    "has_sound": True,
    "shows_names": True,
    "hours": "",
    "zone": "Asia/Shanghai",
    **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), "09:00-21:00"),
    "holidays": "",
    "away": "",
    "asks_contact": True,
    "privacy_url": "",
    "tracks_pages": True,
    "respects_dnt": True,
    "previous_secret": "",
    "id_space": "shop",
    "unionid_scope": "",
}
# Who is signed in at the shop (nobody, but for the last), what they looked at, and what they asked.
TALKS: tuple[tuple[dict[str, str], tuple[tuple[str, str], ...], tuple[str, ...]], ...] = (
    (
        {},
        (("/shop", "禾木家居"), ("/shop/products/linen-sofa", "棉麻三人沙发 - 禾木家居")),
        ("你好，沙发面料可以寄小样吗？", "家里有猫，想先看看会不会勾丝"),
    ),
    ({}, (("/shop/products/oak-table", "原木餐桌 - 禾木家居"),), ("餐桌定制 2.2 米大概多久能送到苏州？",)),
    (
        {"sub": "hm-21088", "name": "苏婉", "phone": "13800138042", "email": "suwan@qingmu-design.example"},
        (("/shop", "禾木家居"), ("/shop/products/oak-table", "原木餐桌 - 禾木家居")),
        ("我昨天发邮件询了会所的餐椅和长桌，展厅有云杉餐椅的样品吗？", "周四下午过去看方便吗"),
    ),
)
# What colleagues answered: to whom (a word of their question), and what.
ANSWERS = (("寄小样", "可以的，您留个地址，今天下班前寄出；这款面料做过防勾丝处理，养猫的客人选得挺多。"),)
IDENTITY_SECONDS = 900
TIMEOUT = 10.0


def connect(member: Member) -> None:
    """Put the chat into the shop, in the scope that is open."""
    given = LOOK | {"sites": settings.SANDBOX_URL or "https://www.example.com", "secret": secrets.token_urlsafe(32)}
    channels.connect(channel=CHANNEL, name=NAME, settings=given, by=member)


def furnish(organisation_id: int, member: Member) -> None:
    """Tell the shop which script to show, and the chat where the shop stands: ports may have changed since."""
    with scope(organisation_id):
        account = _account()
        if account is None or not settings.SANDBOX_URL:
            return
        if account.settings.get("sites") != settings.SANDBOX_URL:
            changed = {**account.settings, "sites": settings.SANDBOX_URL}
            channels.change_settings(account=account, name=account.name, settings=changed, by=member)
        script = f"{settings.PUBLIC_URL}/visit/{account.hook_key}/widget.js"
        secret = account.settings["secret"]
    stage.order("shop", {"script": script, "secret": secret})


def play(organisation_id: int) -> None:
    """Visitors look around and write; one of them is signed in, as the shop's server vouches."""
    with scope(organisation_id):
        account = _account()
    if account is None or not settings.SANDBOX_URL:
        return
    for number, (shopper, pages, lines) in enumerate(TALKS):
        vouched = {"identity": _identity(shopper, account.settings["secret"])} if shopper else {}
        session = _call(account, "entrance", {"site": settings.SANDBOX_URL} | vouched, "")["session"]
        seen = [{"url": settings.SANDBOX_URL + path, "title": title, "ago": 60} for path, title in pages]
        told: list[dict[str, Any]] = [
            {
                "type": "message",
                "id": f"demo-{number}-{place:04}",
                "text": line,
                "visit": {**_without_age(seen[-1]), "zone": "Asia/Shanghai", "language": "zh-CN"},
            }
            for place, line in enumerate(lines)
        ]
        _call(
            account,
            "events",
            {"events": [*told, {"type": "pages", "id": f"demo-pages-{number}", "pages": seen}]},
            session,
        )


def answer(organisation_id: int, member: Member) -> None:
    """A colleague answers, as on any day; the visitor's page shows it."""
    for words, text in ANSWERS:
        with scope(organisation_id):
            asked = Message.objects.filter(text__contains=words).select_related("conversation__account").first()
            if asked is not None:
                given = Given(text)
                inbox.give(conversation=asked.conversation, given=given, by=member, now=timezone.now())


def _identity(shopper: dict[str, str], secret: str) -> str:
    """What the shop's server signs: a JSON Web Token with HS256 (RFC 7519), by hand as any library does it."""
    claims = shopper | {"exp": int(timezone.now().timestamp()) + IDENTITY_SECONDS}
    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
    return f"{signed}.{_spelled(hmac.digest(secret.encode(), signed.encode(), hashlib.sha256))}"


def _part(value: dict[str, Any]) -> str:
    return _spelled(json.dumps(value).encode())


def _spelled(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _without_age(page: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in page.items() if name != "ago"}


def _account() -> Account | None:
    return Account.objects.filter(channel=CHANNEL, parent__isnull=True).order_by("id").first()


def _call(account: Account, name: str, body: dict[str, Any], session: str) -> dict[str, Any]:
    # Our own address on this machine, as a visitor's browser calls it: the egress client is for platforms.
    request = urllib.request.Request(  # noqa: S310 - as above
        f"{settings.PUBLIC_URL}/visit/{account.hook_key}/{name}",
        data=json.dumps(body).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {session}",
            "User-Agent": "Chrome Windows",
        },
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - as above
        found: dict[str, Any] = json.loads(answer.read() or b"{}")
    return found
