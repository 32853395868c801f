"""The list stays true when it was asked for before somebody wrote and arrives after: nobody is lost in between."""

import re

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.e2e.conftest import Company
from tests.e2e.test_inbox import meet
from tests.e2e.test_story import SOON, row, sign_in

pytestmark = pytest.mark.e2e
A_LIST = re.compile(r"/inbox/\?.*tab=all")


class Slow:
    """Answers that the server has given and the browser has not got yet."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: list[tuple[Route, APIResponse]] = []
        page.route(A_LIST, lambda route: self.held.append((route, route.fetch())))

    def wait(self) -> None:
        """Until the server has answered."""
        for _ in range(50):
            if self.held:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("no list was asked for")

    def arrive(self) -> None:
        for route, response in self.held:
            route.fulfill(response=response)
        self.page.unroute(A_LIST)


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
    expect(row(page, "白术")).to_be_visible(timeout=SOON)
    page.evaluate("document.querySelector('#rows').dataset.before = 'yes'")
    slow.arrive()

    expect(page.locator("#rows:not([data-before])")).to_be_visible(timeout=SOON)
    expect(row(page, "白术")).to_be_visible()


def test_who_writes_while_another_tab_is_opened_is_there(page: Page, company: Company):
    slow = Slow(ready(page, company, "mentions"))
    whole = page.locator("#tabs [data-count=all]")
    before = whole.inner_text()

    page.locator("#tabs").get_by_role("link", name="全部").click()
    slow.wait()
    meet(company, "川芎", "chuanxiong", "在吗")
    expect(whole).not_to_have_text(before, timeout=SOON)
    slow.arrive()

    expect(row(page, "川芎")).to_be_visible(timeout=SOON)
