"""Somebody writes a mail on the sandbox's page, a colleague answers in the inbox, and one address leads nowhere."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Company
from tests.e2e.test_story import sign_in
from tests.e2e.test_webchat import answer
from tests.support.browser import somebody, until_shown

pytestmark = pytest.mark.e2e


@pytest.fixture
def writer(browser: Browser):
    """The browser of somebody who writes mails."""
    with somebody(browser) as context:
        yield context.new_page()


def open_mail(page: Page, company: Company, text: str) -> None:
    """The conversation by mail whose latest line holds this text."""
    (mailbox,) = (channel["id"] for channel in company.channels if channel["channel"] == "email")
    page.goto(f"{company.url}/o/hemu/inbox/?tab=all&account={mailbox}")
    page.locator(".cl-conv", has_text=text).first.click()
    expect(page.locator(".cl-thread")).to_contain_text(text)


def test_mail_arrives_and_its_answer_goes_back(page: Page, writer: Page, company: Company):
    sign_in(page, company)
    writer.goto(f"{company.sandbox}/mail?person=lena@lumen-hotels.example&new=1&lang=zh")
    writer.get_by_label("主题").fill("Delivery address")
    writer.get_by_label("正文").fill("We moved: please deliver to Lake Street 8.")
    writer.get_by_role("button", name="发送").click()
    expect(writer.locator("article")).to_contain_text("Lake Street 8")

    page.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    expect(page.locator(".cl-conv", has_text="Lake Street 8")).to_be_visible()
    open_mail(page, company, "Lake Street 8")
    answer(page, "Noted, thank you.")
    expect(page.locator(".cl-thread")).to_contain_text("已发送")

    answered = writer.get_by_role("link", name=re.compile("禾木家居.*Re: Delivery address"))
    writer.reload()
    until_shown(writer, answered)
    answered.first.click()
    expect(writer.locator("article")).to_contain_text("Noted, thank you.")


def test_address_at_which_nobody_is_gets_nothing_until_somebody_knows_better(page: Page, company: Company):
    sign_in(page, company)
    open_mail(page, company, "王先生您好")
    expect(page.locator(".cl-thread")).to_contain_text("已被对方邮件系统退回")
    page.reload()

    until_shown(page, page.get_by_text("这个客户的地址无法送达"))
    expect(page.locator("#composer")).to_have_class(re.compile("is-shut"))

    page.locator("#side a[href*='/customers/']").first.click()
    page.get_by_role("button", name="恢复使用").click()
    page.get_by_role("dialog").get_by_role("button", name="恢复使用").click()
    expect(page.get_by_role("button", name="恢复使用")).to_have_count(0)
    open_mail(page, company, "王先生您好")
    expect(page.get_by_text("这个客户的地址无法送达")).to_have_count(0)
    expect(page.locator("#composer")).not_to_have_class(re.compile("is-shut"))
