"""禾木家居, a furniture maker: colleagues, channels connected to the sandbox, and first conversations."""

import base64
import json
import logging
import os
import secrets
from typing import Any

from django.conf import settings

from changlai.accounts import actions as accounts
from changlai.accounts.models import Member, Organisation
from changlai.channels import actions as channels
from changlai.channels.models import Account
from changlai.cli.demo import desk, notices, people, post, profiles, script, shop, stage
from changlai.customers.models import Interaction
from changlai.kernel.tenancy import scope

log = logging.getLogger("changlai.demo")
SLUG = "hemu"
NAME = "禾木家居"
ADMIN = "mengjia@hemu.example"
COLLEAGUES = (
    ("孟佳", ADMIN, "admin", "客户运营主管"),
    ("李牧", "limu@hemu.example", "sales", "门店销售"),
    ("唐悦", "tangyue@hemu.example", "agent", "门店销售"),
    ("程一诺", "chengyinuo@hemu.example", "agent", "客户运营"),
)
WELCOME = "你好呀，我是禾木家居的客户顾问。展厅里看中哪件，拍照发我就行。"
SEED_SECONDS = 20.0


def prepare() -> str:
    """Make the demo company if it is not there, and return a fresh one-time link into it."""
    organisation = Organisation.objects.filter(slug=SLUG).first()
    if organisation is None:
        organisation = accounts.create_organisation(name=NAME, slug=SLUG, is_demo=True)
        admin = _hire(organisation)
        _keep_token(organisation, admin)
        fill(organisation.pk, admin.pk)
    else:
        _reconnect(organisation)
    with scope(organisation.pk):
        user = Member.objects.select_related("user").get(user__email=ADMIN).user
    return accounts.issue_sign_in_link(user=user, organisation=organisation)


def fill(organisation_id: int, member_id: int) -> None:
    """Connect the channels of an organisation to the sandbox and let its people write: all through real callbacks."""
    with scope(organisation_id):
        member = Member.objects.get(id=member_id)
        wecom = channels.connect(
            channel="wecom", name=f"{NAME}企业微信", settings=_wecom_settings(organisation_id), by=member
        )
        site = channels.connect(
            channel="webhook",
            name="官网留言",
            settings={"secret": _webhook_secret(), "send_url": _send_url(), "id_space": ""},
            by=member,
        )
        shop.connect(member)
    if not settings.SANDBOX_URL:
        return
    cast = stage.order("demo", _sandbox_settings(wecom))
    people.arrive(organisation_id, member_id)
    stage.wait_for(lambda: _has_endpoint(organisation_id), seconds=SEED_SECONDS)
    script.play(cast)
    shop.furnish(organisation_id, member)
    shop.play(organisation_id)
    stage.wait_for(lambda: _has_timeline(organisation_id, script.EXPECTED), seconds=SEED_SECONDS)
    profiles.furnish(organisation_id, member)
    desk.settle_in(organisation_id, member, site)
    notices.play(organisation_id, wecom.pk, to=member)
    with scope(organisation_id):
        mailbox = post.connect(member)
    post.answer(organisation_id, mailbox, member)
    shop.answer(organisation_id, member)


def info() -> dict[str, Any]:
    """Everything an outside program needs to drive the running demo."""
    organisation = Organisation.objects.get(slug=SLUG)
    with scope(organisation.pk):
        accounts_found = list(Account.objects.filter(parent__isnull=True).order_by("id"))
        endpoints = list(Account.objects.filter(parent__isnull=False).order_by("id"))
        described = [_described(account, endpoints) for account in accounts_found]
    return {
        "base_url": settings.PUBLIC_URL,
        "organisation": {"slug": organisation.slug, "name": organisation.name, "id": organisation.pk},
        "api": {"base_url": f"{settings.PUBLIC_URL}/api/v1", "token": _token()},
        "channels": described,
        "sandbox": {
            "url": settings.SANDBOX_URL,
            "phone": f"{settings.SANDBOX_URL}/phone",
            "shop": f"{settings.SANDBOX_URL}/shop",
            "mail": f"{settings.SANDBOX_URL}/mail",
            "control": f"{settings.SANDBOX_URL}/_sandbox",
        },
        "database_url": os.environ.get("CHANGLAI_DATABASE_URL", ""),
        "sign_in_link": accounts.issue_sign_in_link(user=_admin(organisation).user, organisation=organisation),
    }


def _hire(organisation: Organisation) -> Member:
    hired = [
        accounts.create_member(organisation=organisation, name=name, sign_in_name=mail, role=role, title=title)
        for name, mail, role, title in COLLEAGUES
    ]
    return hired[0]


def _admin(organisation: Organisation) -> Member:
    with scope(organisation.pk):
        return Member.objects.select_related("user").get(user__email=ADMIN)


def _wecom_settings(organisation_id: int) -> dict[str, Any]:
    return {
        "corpid": f"ww{secrets.token_hex(8)}",
        "agentid": str(1_000_000 + organisation_id),
        "secret": secrets.token_urlsafe(32),
        "kf_secret": "",
        "token": secrets.token_hex(12),
        "encoding_aes_key": base64.b64encode(secrets.token_bytes(32))
        .decode()
        .rstrip("=")
        .replace("+", "A")
        .replace("/", "B"),
        "welcome_text": WELCOME,
        "kf_welcome_text": "",
        "unionid_scope": "",
    }


def _send_url() -> str:
    """Where the shop's server takes answers to what was written on the site."""
    return f"{settings.SANDBOX_URL}/shop/answers" if settings.SANDBOX_URL else ""


def _webhook_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _sandbox_settings(wecom: Account) -> dict[str, Any]:
    names = ("corpid", "secret", "token", "encoding_aes_key")
    return {
        **{name: wecom.settings[name] for name in names},
        "agentid": int(wecom.settings["agentid"]),
        "kf_secret": wecom.settings["kf_secret"] or wecom.settings["secret"],
        "callback_url": f"{settings.PUBLIC_URL}/hooks/{wecom.channel}/{wecom.hook_key}",
    }


def _reconnect(organisation: Organisation) -> None:
    """Tell the sandbox where we live now: the port may have changed since the last start."""
    with scope(organisation.pk):
        wecom = Account.objects.filter(channel="wecom", parent__isnull=True).first()
        site = Account.objects.filter(channel="webhook", parent__isnull=True).order_by("id").first()
        if site is not None and str(site.settings.get("send_url", "")).endswith("/shop/answers"):
            changed = {**site.settings, "send_url": _send_url()}
            channels.change_settings(account=site, name=site.name, settings=changed, by=_admin(organisation))
    if wecom is not None and settings.SANDBOX_URL:
        stage.order("demo", _sandbox_settings(wecom))
    shop.furnish(organisation.pk, _admin(organisation))
    post.reopen(organisation.pk, _admin(organisation))


def _has_endpoint(organisation_id: int) -> bool:
    with scope(organisation_id):
        return Account.objects.filter(parent__isnull=False).exists()


def _has_timeline(organisation_id: int, count: int) -> bool:
    with scope(organisation_id):
        return Interaction.objects.count() >= count


def _described(account: Account, endpoints: list[Account]) -> dict[str, Any]:
    return {
        "channel": account.channel,
        "name": account.name,
        "id": account.id,
        "callback_url": f"{settings.PUBLIC_URL}/hooks/{account.channel}/{account.hook_key}",
        "key": account.hook_key,
        "settings": account.settings,
        "endpoints": [
            {"id": e.id, "external_id": e.external_id, "name": e.name} for e in endpoints if e.parent_id == account.id
        ],
    }


def _keep_token(organisation: Organisation, admin: Member) -> None:
    """The demo's API token is kept beside the data, readable by its owner only, so that ``demo info`` can show it."""
    _, value = accounts.create_api_token(member=admin, name="demo", by=admin)
    file = settings.DATA_DIR / "demo.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps({"organisation": organisation.slug, "api_token": value}))


def _token() -> str:
    file = settings.DATA_DIR / "demo.json"
    return str(json.loads(file.read_text())["api_token"]) if file.exists() else ""
