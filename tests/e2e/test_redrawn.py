"""What stands beside a conversation is drawn anew at any moment: nobody's next click goes wrong by it."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Company
from tests.e2e.keys import SOON, choose, fresh_threads, inbox, listening, opened, press
from tests.e2e.test_inbox import meet, say
from tests.e2e.test_story import row

pytestmark = pytest.mark.e2e
__all__ = ["inbox"]  # a fixture


def test_late_news_of_the_customer_before_do_not_stand_beside_the_next_one(inbox: Page, company: Company):
    meet(company, "沉香", "chenxiang", "在吗")
    meet(company, "木香", "muxiang", "你好")
    opened(inbox, "沉香")
    listening(inbox)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    inbox.route("**/inbox/*/customer/**", hold)
    say(company, "chenxiang", "还在吗")
    expect(inbox.locator("#thread")).to_contain_text("还在吗", timeout=SOON)
    while not held:
        inbox.wait_for_timeout(50)

    opened(inbox, "木香")
    expect(inbox.locator("#side")).to_contain_text("木香")
    with inbox.expect_response("**/inbox/*/customer/**"):
        for route in held:
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
        expect(row(inbox, "乌梅")).to_have_count(0, timeout=SOON)
        say(company, "wumei", "第二次来问")
        opened(inbox, "乌梅")
    listening(inbox)

    press(inbox, "m")
    question = inbox.locator("#confirm")
    expect(question).to_contain_text("第一次来问")
    inbox.locator("#side form:has([data-key=m])").evaluate("form => form.classList.add('was-asked')")
    say(company, "wumei", "又来问了")
    expect(inbox.locator("#side .was-asked")).to_have_count(0, timeout=SOON)
    expect(inbox.locator("#side [data-key=m]")).to_have_count(1)
    question.get_by_role("button", name="合并").click()
    expect(inbox.locator("#thread")).to_contain_text("第一次来问", timeout=SOON)
