"""Somebody writes a mail on the sandbox's page, a colleague answers in the inbox, and one address leads nowhere."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Company
from tests.e2e.test_story import sign_in
from tests.e2e.test_webchat import answer
from tests.support.browser import DESK

pytestmark = pytest.mark.e2e
SOON = 20_000  # milliseconds: a mail is fetched when its server says so


@pytest.fixture
def writer(browser: Browser):
    """The browser of somebody who writes mails."""
    context = browser.new_context(viewport=DESK, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def open_mail(page: Page, company: Company, text: str) -> None:
    """The conversation whose latest line holds this text."""
    page.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    page.locator(".cl-conv", has_text=text).first.click(timeout=SOON)
    expect(page.locator(".cl-thread")).to_contain_text(text, timeout=SOON)


def test_mail_arrives_and_its_answer_goes_back(page: Page, writer: Page, company: Company):
    sign_in(page, company)
    writer.goto(f"{company.sandbox}/mail?person=lena@lumen-hotels.example&new=1&lang=zh")
    writer.get_by_label("主题").fill("Delivery address")
    writer.get_by_label("正文").fill("We moved: please deliver to Lake Street 8.")
    writer.get_by_role("button", name="发送").click()
    expect(writer.locator("article")).to_contain_text("Lake Street 8")

    page.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    expect(page.locator(".cl-conv", has_text="Lake Street 8")).to_be_visible(timeout=SOON)
    open_mail(page, company, "Lake Street 8")
    answer(page, "Noted, thank you.")
    expect(page.locator(".cl-thread")).to_contain_text("已发送", timeout=SOON)

    writer.reload()
    writer.get_by_role("link", name=re.compile("禾木家居.*Re: Delivery address")).first.click()
    expect(writer.locator("article")).to_contain_text("Noted, thank you.")


def test_address_at_which_nobody_is_gets_nothing_until_somebody_knows_better(page: Page, company: Company):
    sign_in(page, company)
    open_mail(page, company, "王先生您好")
    expect(page.locator(".cl-thread")).to_contain_text("已被对方邮件系统退回", timeout=SOON)
    page.reload()

    expect(page.get_by_text("这个客户的地址无法送达")).to_be_visible(timeout=SOON)
    expect(page.locator("#composer")).to_have_class(re.compile("is-shut"))

    page.locator("#side a[href*='/customers/']").first.click()
    page.get_by_role("button", name="恢复使用").click()
    page.get_by_role("dialog").get_by_role("button", name="恢复使用").click()
    expect(page.get_by_role("button", name="恢复使用")).to_have_count(0, timeout=SOON)
    open_mail(page, company, "王先生您好")
    expect(page.get_by_text("这个客户的地址无法送达")).to_have_count(0)
    expect(page.locator("#composer")).not_to_have_class(re.compile("is-shut"))
