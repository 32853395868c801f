"""The list stays true when it was asked for before somebody wrote and arrives after: nobody is lost in between."""

import re

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.e2e.conftest import Company
from tests.e2e.test_inbox import meet, opened, say
from tests.e2e.test_story import row, sign_in
from tests.support.browser import until_page

pytestmark = pytest.mark.e2e
A_LIST = re.compile(r"/inbox/\?.*tab=all")
A_THREAD = re.compile(r"/inbox/[0-9]+/\?")
A_REPLY = re.compile("/replies/")


class Slow:
    """Answers that the server has given and the browser has not got yet."""

    def __init__(self, page: Page, what: re.Pattern[str] = A_LIST) -> None:
        self.page = page
        self.what = what
        self.held: list[tuple[Route, APIResponse]] = []
        page.route(what, lambda route: self.held.append((route, route.fetch())))

    def wait(self) -> None:
        """Until the server has answered."""
        until_page(self.page, lambda: self.held, "nothing was asked for")

    def arrive(self) -> None:
        for route, response in self.held:
            route.fulfill(response=response)
        self.page.unroute(self.what)


def ready(page: Page, company: Company, tab: str) -> Page:
    """One who has opened a tab and hears what happens; the first look again is over."""
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/inbox/?tab={tab}")
    expect(page.locator("[data-live][data-state=on]")).to_have_count(1)
    page.wait_for_timeout(1_000)
    return page


def test_who_writes_while_the_list_is_looked_up_again_stays(page: Page, company: Company):
    slow = Slow(ready(page, company, "all"))

    page.evaluate("document.dispatchEvent(new CustomEvent('live:resync', {detail: {}}))")
    slow.wait()
    meet(company, "白术", "baizhu", "在吗")
    expect(row(page, "白术")).to_be_visible()
    page.evaluate("document.querySelector('#rows').dataset.before = 'yes'")
    slow.arrive()

    expect(page.locator("#rows:not([data-before])")).to_be_visible()
    expect(row(page, "白术")).to_be_visible()


def test_who_writes_while_another_tab_is_opened_is_there(page: Page, company: Company):
    slow = Slow(ready(page, company, "mentions"))
    whole = page.locator("#tabs [data-count=all]")
    before = whole.inner_text()

    page.locator("#tabs").get_by_role("link", name="全部").click()
    slow.wait()
    meet(company, "川芎", "chuanxiong", "在吗")
    expect(whole).not_to_have_text(before)
    slow.arrive()

    expect(row(page, "川芎")).to_be_visible()


def test_what_is_written_while_a_conversation_is_opened_stands_in_it(page: Page, company: Company):
    meet(company, "白及", "baiji", "在吗")
    opened(ready(page, company, "all"), "白及")
    slow = Slow(page, A_THREAD)

    row(page, "白及").click()
    slow.wait()
    say(company, "baiji", "还有一句")
    expect(page.locator("#thread")).to_contain_text("还有一句")
    page.evaluate("document.querySelector('#thread').dataset.before = 'yes'")
    slow.arrive()

    expect(page.locator("#thread:not([data-before])")).to_contain_text("还有一句")


def test_what_becomes_of_an_answer_while_it_is_handed_in_stands_beside_it(page: Page, company: Company):
    meet(company, "白前", "baiqian", "在吗")
    ready(page, company, "all")
    opened(page, "白前")
    expect(page.locator("#composer.is-alive")).to_be_visible()
    beside = page.context.new_page()
    beside.goto(page.url)
    slow = Slow(page, A_REPLY)

    page.locator("#composer textarea").fill("在的")
    page.locator("#composer textarea").press("Enter")
    slow.wait()
    say(company, "baiqian", "太好了")
    for told in ("已发送", "太好了"):
        expect(beside.locator("#thread")).to_contain_text(told)
    slow.arrive()

    for told in ("已发送", "太好了"):
        expect(page.locator("#thread")).to_contain_text(told)
