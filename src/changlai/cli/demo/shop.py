"""The web chat in the corner of the sandbox's shop, and two visitors who have written there: through the real door."""

import json
import secrets
import urllib.request
from typing import Any

from django.conf import settings

from changlai.accounts.models import Member
from changlai.channels import actions as channels
from changlai.channels.models import Account
from changlai.cli.demo import stage
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
# What two visitors looked at, and what they asked.
TALKS: tuple[tuple[tuple[tuple[str, str], ...], tuple[str, ...]], ...] = (
    (
        (("/shop", "禾木家居"), ("/shop/products/linen-sofa", "棉麻三人沙发 - 禾木家居")),
        ("你好，沙发面料可以寄小样吗？", "家里有猫，想先看看会不会勾丝"),
    ),
    ((("/shop/products/oak-table", "原木餐桌 - 禾木家居"),), ("餐桌定制 2.2 米大概多久能送到苏州？",)),
)
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
    """Two visitors look around and write."""
    with scope(organisation_id):
        account = _account()
    if account is None or not settings.SANDBOX_URL:
        return
    for number, (pages, lines) in enumerate(TALKS):
        session = _call(account, "entrance", {"site": settings.SANDBOX_URL}, "")["session"]
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
