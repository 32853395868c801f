"""禾木家居, a furniture maker: colleagues, channels connected to the sandbox, and first conversations."""

import base64
import logging
import secrets
from typing import Any

from django.conf import settings

from changlai.accounts import actions as accounts
from changlai.accounts.models import Member, Organisation
from changlai.channels import actions as channels
from changlai.channels.models import Account
from changlai.cli.demo import (
    desk,
    doubles,
    duties,
    facts,
    firms,
    listening,
    notices,
    people,
    post,
    profiles,
    purchases,
    script,
    shop,
    stage,
    tables,
    views,
    weibo,
)
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
SEED_SECONDS = 60.0  # a busy machine stands still for a while


def prepare() -> str:
    """Make the demo company if it is not there, and return a fresh one-time link into it."""
    organisation = Organisation.objects.filter(slug=SLUG).first()
    if organisation is None:
        organisation = accounts.create_organisation(name=NAME, slug=SLUG, is_demo=True)
        fill(organisation.pk, _hire(organisation).pk)
    else:
        _reconnect(organisation)
    return accounts.issue_sign_in_link(user=facts.administrator(organisation).user, organisation=organisation)


def reconnect() -> None:
    """The same for an organisation that the first run has filled: the sandbox is told where we live now."""
    organisation = facts.filled()
    if organisation is not None and settings.SANDBOX_URL:
        _reconnect(organisation)


def fill(organisation_id: int, member_id: int) -> None:
    """Connect the channels of an organisation to the sandbox and let its people write: all through real callbacks."""
    with scope(organisation_id):
        member = Member.objects.get(id=member_id)
        facts.keep(member)
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
    listening.tell(organisation_id, member)
    stage.wait_for(lambda: _has_timeline(organisation_id, script.EXPECTED), seconds=SEED_SECONDS)
    profiles.furnish(organisation_id, member)
    firms.furnish(organisation_id, member)
    purchases.bring(organisation_id, member)
    tables.bring(organisation_id, member)
    duties.settle(organisation_id, member)
    desk.settle_in(organisation_id, member, site)
    notices.play(organisation_id, wecom.pk, to=member)
    with scope(organisation_id):
        mailbox = post.connect(member)
    _go_public(organisation_id, member)
    post.answer(organisation_id, mailbox, member)
    shop.answer(organisation_id, member)
    doubles.double(organisation_id, member)
    views.keep(organisation_id, member)


def _go_public(organisation_id: int, member: Member) -> None:
    with scope(organisation_id):
        microblog = weibo.connect(member)
    weibo.play(microblog)
    listening.watch(organisation_id, member, microblog)


def _hire(organisation: Organisation) -> Member:
    hired = [
        accounts.create_member(organisation=organisation, name=name, sign_in_name=mail, role=role, title=title)
        for name, mail, role, title in COLLEAGUES
    ]
    return hired[0]


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
    admin = facts.administrator(organisation)
    with scope(organisation.pk):
        wecom = Account.objects.filter(channel="wecom", parent__isnull=True).order_by("id").first()
        site = Account.objects.filter(channel="webhook", parent__isnull=True).order_by("id").first()
        if site is not None and str(site.settings.get("send_url", "")).endswith("/shop/answers"):
            changed = {**site.settings, "send_url": _send_url()}
            channels.change_settings(account=site, name=site.name, settings=changed, by=admin)
    if wecom is not None and settings.SANDBOX_URL:
        stage.order("demo", _sandbox_settings(wecom))
    shop.furnish(organisation.pk, admin)
    post.reopen(organisation.pk, admin)
    weibo.reopen(organisation.pk)


def _has_endpoint(organisation_id: int) -> bool:
    with scope(organisation_id):
        return Account.objects.filter(parent__isnull=False).exists()


def _has_timeline(organisation_id: int, count: int) -> bool:
    with scope(organisation_id):
        return Interaction.objects.count() >= count
