"""A firm with Weibo and WeCom, both the sandbox's, and its social desk of two."""

import re
from html import unescape
from typing import Any

from django.test import Client
from django.utils import timezone

from changlai.accounts.models import Member
from changlai.channels import actions as channels
from changlai.channels.models import Account
from changlai.customers.models import Customer
from changlai.inbox.models import Conversation
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.listening.models import Case
from changlai.notifications.enums import DispatchState
from changlai.notifications.models import Dispatch
from changlai.ui.preferences import LANGUAGE_COOKIE
from tests.flows.wecom.people import SETTINGS as WECOM
from tests.flows.wecom.people import pull_all
from tests.support.house import found_firm, hire, settle, work
from tests.support.weibo import Weibo

HOME = "/o/hemu/"


class Desk:
    """A firm with Weibo and WeCom, its social desk of two, and what they do on pages."""

    def __init__(self, weibo: Weibo) -> None:
        self.weibo, self.firm = weibo, found_firm()
        self.qiuyu = hire(self.firm, "邱雨", "manager")
        self.heshan = hire(self.firm, "何山", "manager")
        self.account = weibo.connect(self.firm.admin)
        self.company = self._work_app()

    def _work_app(self) -> Account:
        """The company on WeCom, whose client tells 邱雨."""
        named = {name: WECOM[name] for name in ("corpid", "secret", "token", "encoding_aes_key")}
        self.weibo.order("demo", **named, agentid=1_000_002, callback_url=self.weibo.callback_url)
        with scope(self.firm.id):
            company = channels.connect(channel="wecom", name="企业微信", settings=WECOM, by=self.firm.admin)
        pull_all()
        with scope(self.firm.id):
            channels.link_colleague(account_id=company.pk, external_id="qiuyu", member_id=self.qiuyu.pk)
        return company

    def browser(self, member: Member) -> Client:
        client = Client()
        client.cookies[LANGUAGE_COOKIE] = "en"
        client.force_login(member.user)
        return client

    def hear(self, key: str = "mentions") -> None:
        """Look for what was said, and everything that follows."""
        self.weibo.pull(self.account, key)
        with scope(self.firm.id):  # notices wait for others of the moment, and a test has no patience
            Dispatch.objects.filter(state=DispatchState.WAITING).update(due_at=timezone.now())
            db.run("update lease set due = clock_timestamp() where queue = 'notices'")
        work(["notices", "member_messages"])
        settle()

    def case(self) -> Case:
        with scope(self.firm.id):
            return Case.objects.select_related("owner", "customer", "mention", "author").latest("id")

    def talk(self, *, in_public: bool, customer: Customer | None = None) -> Conversation:
        """The open conversation of the case's customer."""
        whose = customer or self.case().customer
        with scope(self.firm.id):
            product = "weibo_public" if in_public else "weibo"
            return Conversation.objects.select_related("assignee").get(customer=whose, account__product=product)

    def say(self, client: Client, talk: Conversation, text: str) -> Any:
        return client.post(
            f"{HOME}inbox/{talk.pk}/replies/", {"text": text, "seen": ""}, headers={"HX-Request": "true"}
        )


def words(response: Any) -> str:
    """What stands on a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", response.content.decode())))
