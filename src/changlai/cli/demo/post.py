"""The shop's mailbox at the sandbox's mail service, and what came in: real mails, fetched by IMAP like any other."""

import secrets
from typing import Any
from urllib.error import HTTPError

from django.conf import settings
from django.utils import timezone

from changlai.accounts.models import Member
from changlai.channels import actions as channels
from changlai.channels.models import Account
from changlai.cli.demo import stage
from changlai.inbox import actions as inbox
from changlai.inbox.actions import Given
from changlai.inbox.models import Conversation
from changlai.kernel.tenancy import scope

CHANNEL = "email"
NAME = "客服邮箱"
ADDRESS = "service@hemu.example"
WAIT_SECONDS = 20.0
HOUR = 3_600
DESIGNER, HOTEL, LOST = (
    "苏婉 <suwan@qingmu-design.example>",
    "Lena Hartmann <lena@lumen-hotels.example>",
    "王海涛 <gone.wht@oldmail.example>",
)
QUOTED = """<p>你好，</p><p>我们在做<b>西溪谷会所</b>的软装，需要采购：</p>
<table border="1" cellpadding="6"><tr><th>品名</th><th>数量</th><th>要求</th></tr>
<tr><td>云杉餐椅</td><td>24 把</td><td>坐高 45 cm，可叠放</td></tr>
<tr><td>原木长桌 2.4 米</td><td>3 张</td><td>桌面做哑光</td></tr></table>
<p>请报含运费到杭州的价格，平面图见附件。</p><p>苏婉<br>清木设计</p>"""
ASKED = (
    "你好，\n\n我们在做西溪谷会所的软装，需要采购：云杉餐椅 24 把（坐高 45 cm，可叠放），"
    "原木长桌 2.4 米 3 张（桌面哑光）。\n请报含运费到杭州的价格，平面图见附件。\n\n苏婉\n清木设计"
)
QUOTATION = (
    "Hello,\n\nwe are furnishing a hotel of 40 rooms in Hangzhou and like the oak nightstand in your showroom. "
    "Could you quote 40 pieces, delivered in March, and send a sample of the finish?\n\n"
    "Kind regards\nLena Hartmann\nLumen Hotels"
)
# hours ago, who, about what, in which words, and what a mail has besides
MAILS: tuple[tuple[float, str, str, str, dict[str, Any]], ...] = (
    (
        26,
        DESIGNER,
        "西溪谷会所软装采购询价",
        ASKED,
        {"page": QUOTED, "picture": "会所平面图.png"},
    ),
    (
        20,
        HOTEL,
        "Quotation for 40 oak nightstands",
        QUOTATION,
        {},
    ),
    (
        7,
        LOST,
        "沙发坐垫保修",
        "去年十月买的棉麻沙发，左边坐垫塌了。订单 HM241012-0093，还在保修期内吗？需要我拍照吗？\n\n王海涛",
        {},
    ),
    (
        5,
        "木材周报 <weekly@timber-news.example>",
        "木材周报：橡木到岸价环比下降 2.1%",
        "本周要点：一、北美白橡到岸价环比下降 2.1%；二、榉木现货偏紧。\n\n不想再收到？点击退订。",
        {
            "headers": {
                "List-Unsubscribe": "<mailto:off@timber-news.example>",
                "List-Id": "<weekly.timber-news.example>",
            }
        },
    ),
)
AWAY = "我在外地出差，周五回来，期间回复会慢一些。急事请打我电话。"
ANSWERS = (
    ("suwan@", "苏小姐您好，图纸收到。24 把云杉餐椅和 3 张长桌今天下午给您正式报价，长桌哑光面可以做。"),
    ("gone.", "王先生您好，坐垫在三年保修期内，麻烦拍一张坐垫底部标签的照片，我们安排上门更换。"),
)


def connect(member: Member) -> Account | None:
    """Lay the mails into the mailbox and connect it, in the scope that is open; None where no mail service runs."""
    if not settings.SANDBOX_URL:
        return None
    password = secrets.token_urlsafe(16)
    try:
        found = stage.order("mailboxes", {"address": ADDRESS, "password": password})
    except HTTPError:  # its port was taken: the demo goes on without mail
        return None
    for hours, sender, subject, text, more in MAILS:
        told = {"sender": sender, "to": f"{NAME} <{ADDRESS}>", "subject": subject, "text": text, "ago": hours * HOUR}
        stage.order("mails", told | more)
    stage.order("mailboxes/away", {"address": "suwan@qingmu-design.example", "text": AWAY})
    return channels.connect(channel=CHANNEL, name=NAME, settings=_settings(found, password), by=member)


def answer(organisation_id: int, account: Account | None, member: Member) -> None:
    """Two are answered: one is away, and of the other the mailbox is no more."""
    if account is None:
        return
    stage.wait_for(lambda: _count(organisation_id, account) >= len(MAILS), seconds=WAIT_SECONDS)
    for begin, text in ANSWERS:
        with scope(organisation_id):
            asked = Conversation.objects.select_related("account").filter(
                account=account, address__to__startswith=begin
            )
            for conversation in asked.order_by("id"):
                inbox.give(conversation=conversation, given=Given(text), by=member, now=timezone.now())


def reopen(organisation_id: int, member: Member) -> None:
    """Tell the mailbox where the sandbox listens now: ports may have changed since."""
    with scope(organisation_id):
        account = Account.objects.filter(channel=CHANNEL, parent__isnull=True).order_by("id").first()
        if account is None or account.settings.get("address") != ADDRESS or not settings.SANDBOX_URL:
            return
        password = str(account.settings["password"])
        try:
            found = stage.order("mailboxes", {"address": ADDRESS, "password": password})
        except HTTPError:
            return
        wanted = _settings(found, password)
        if any(account.settings.get(name) != wanted[name] for name in ("imap_port", "smtp_port")):
            channels.change_settings(account=account, name=account.name, settings=wanted, by=member)


def _settings(found: dict[str, Any], password: str) -> dict[str, Any]:
    """As the form would keep them."""
    return {
        "provider": "other",
        "address": ADDRESS,
        "password": password,
        "from_name": "禾木家居",
        "signature": "禾木家居 客户服务\n杭州市西湖区文三路 · 周一至周日 9:00-21:00",
        "reply_to": "",
        "aliases": "",
        "folder": "INBOX",
        "sent_folder": "",
        "since_days": "7",
        "user": "",
        "imap_host": found["host"],
        "imap_port": found["imap_port"],
        "imap_security": "tls",
        "smtp_host": found["host"],
        "smtp_port": found["smtp_port"],
        "smtp_security": "tls",
        "per_minute": 60,
    }


def _count(organisation_id: int, account: Account) -> int:
    with scope(organisation_id):
        return Conversation.objects.filter(account=account).count()
