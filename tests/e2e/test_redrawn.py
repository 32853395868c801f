"""What stands on a page is drawn anew at any moment: no next click goes wrong by it, and nothing typed is lost."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Company
from tests.e2e.keys import choose, fresh_threads, inbox, listening, opened, press
from tests.e2e.test_inbox import meet, say
from tests.e2e.test_story import row, sign_in
from tests.support.browser import until_page, until_shown

pytestmark = pytest.mark.e2e
__all__ = ["inbox"]  # a fixture


def customer_opened(page: Page, company: Company, slug: str, name: str) -> None:
    """Somebody new, on their own page, which hears what happens."""
    meet(company, name, slug, "在吗")
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/customers/")
    link = page.get_by_role("link", name=re.compile(name))
    until_shown(page, link)  # they are met a moment later
    page.goto(f"{company.url}{link.first.get_attribute('href')}")
    expect(page.locator("[data-live][data-state=on]")).to_have_count(1)


def held(page: Page, address: str) -> list[Route]:
    """Requests for the address wait here until they are let go."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(address, hold)
    return waiting


def until_held(page: Page, waiting: list[Route]) -> Route:
    until_page(page, lambda: waiting, "nothing was asked for")
    return waiting[0]


def test_late_news_of_the_customer_before_do_not_stand_beside_the_next_one(inbox: Page, company: Company):
    meet(company, "沉香", "chenxiang", "在吗")
    meet(company, "木香", "muxiang", "你好")
    opened(inbox, "沉香")
    listening(inbox)
    news = held(inbox, "**/inbox/*/customer/**")
    say(company, "chenxiang", "还在吗")
    expect(inbox.locator("#thread")).to_contain_text("还在吗")
    until_held(inbox, news)

    opened(inbox, "木香")
    expect(inbox.locator("#side")).to_contain_text("木香")
    with inbox.expect_response("**/inbox/*/customer/**"):
        for route in news:
            route.continue_()
    inbox.wait_for_timeout(500)
    expect(inbox.locator("#side")).to_contain_text("木香")
    press(inbox, "c")
    inbox.wait_for_url("**/customers/**")
    expect(inbox.locator("h1")).to_have_text("木香")


def test_what_is_drawn_anew_while_a_question_stands_is_done_all_the_same(inbox: Page, company: Company):
    with fresh_threads(company):
        meet(company, "乌梅", "wumei", "第一次来问")
        opened(inbox, "乌梅")
        choose(inbox, "e", "已解决")
        expect(row(inbox, "乌梅")).to_have_count(0)
        say(company, "wumei", "第二次来问")
        opened(inbox, "乌梅")
    listening(inbox)

    press(inbox, "m")
    question = inbox.locator("#confirm")
    expect(question).to_contain_text("第一次来问")
    inbox.locator("#side form:has([data-key=m])").evaluate("form => form.classList.add('was-asked')")
    say(company, "wumei", "又来问了")
    expect(inbox.locator("#side .was-asked")).to_have_count(0)
    expect(inbox.locator("#side [data-key=m]")).to_have_count(1)
    question.get_by_role("button", name="合并").click()
    expect(inbox.locator("#thread")).to_contain_text("第一次来问")


def test_form_asked_for_comes_although_its_place_was_drawn_anew_meanwhile(page: Page, company: Company):
    customer_opened(page, company, "dingxiang", "丁香")
    forms = held(page, "**/customers/*/basics/**")
    page.locator("#customer-basics").evaluate("place => place.classList.add('was-here')")

    page.locator("#customer-basics .cl-sec-h a").click()
    form = until_held(page, forms)
    say(company, "dingxiang", "还在吗")
    expect(page.locator("#customer-basics.was-here")).to_have_count(0)
    form.continue_()

    expect(page.locator("#customer-basics [name=address]")).to_be_visible()


def test_news_asked_for_before_a_form_was_opened_do_not_take_it_away(page: Page, company: Company):
    customer_opened(page, company, "huixiang", "茴香")
    news = held(page, "**/customers/*/?part=live*")

    say(company, "huixiang", "还在吗")
    late = until_held(page, news)
    page.locator("#customer-basics .cl-sec-h a").click()
    page.locator("#customer-basics [name=address]").fill("江北区")
    with page.expect_response("**/customers/*/?part=live*"):
        late.continue_()
    page.wait_for_timeout(500)

    expect(page.locator("#customer-basics [name=address]")).to_have_value("江北区")
