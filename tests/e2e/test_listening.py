"""A bad post on the phone's Weibo becomes a solved case at the desk: two browsers, the real workers between them."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import Company
from tests.e2e.test_story import sign_in
from tests.e2e.test_webchat import answer
from tests.support.browser import DESK, PHONE, somebody, until_shown

pytestmark = pytest.mark.e2e
POST = "云杉餐椅用了两天腿就断了，客服还不理人，太让人失望了 @禾木家居 "
SORRY = "非常抱歉！马上给您换一把新的，已经私信您。"


@pytest.fixture
def phone(browser: Browser, company: Company) -> Iterator[Page]:
    """小满 on her phone, on the sandbox's Weibo."""
    with somebody(browser) as context:
        page = context.new_page()
        page.set_viewport_size(PHONE)
        page.goto(f"{company.sandbox}/weibo?person=xiaoman&lang=zh")
        yield page


def act(phone: Page, place: Locator, text: str, button: str) -> None:
    place.get_by_role("textbox").fill(text)
    with phone.expect_navigation():
        place.get_by_role("button", name=button).click()


def fits(page: Page) -> None:
    """Nothing is wider than the phone."""
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size(DESK)


def test_bad_post_is_answered_solved_and_rated(page: Page, phone: Page, company: Company):
    sign_in(page, company)
    act(phone, phone.locator("aside form.row", has_text="发送"), "餐椅什么时候能到？", "发送")
    phone.get_by_label("粉丝").fill("60000")
    with phone.expect_navigation():
        phone.get_by_role("button", name="设置").click()
    act(phone, phone.locator("form.say"), POST, "发微博")
    expect(phone.locator(".feed article").first).to_contain_text("腿就断了")

    _heard_and_corrected(page, company)
    case = _taken_up(page, company)
    _answered_in_public(page)
    expect_after_reload(phone, phone.locator(".feed article").first, SORRY)
    _answered_in_private(page, case)
    expect_after_reload(phone, phone.locator("#talk"), "订单号发我一下")
    _solved(page, case)
    _rated(phone)

    until_shown(page, page.get_by_text("客户评分 5 分"))
    fits(page)


def expect_after_reload(phone: Page, place: Locator, words: str) -> None:
    until_shown(phone, place.get_by_text(words))


def _heard_and_corrected(page: Page, company: Company) -> None:
    """In the list of mentions within seconds; one click corrects what the machine took it for."""
    page.goto(f"{company.url}/o/hemu/listening/mentions/")
    row = page.locator("tr[data-row]", has_text="腿就断了")
    until_shown(page, row)
    fits(page)
    row.locator("a").first.click()
    verdict = page.locator(".said-verdict")
    expect(verdict).to_contain_text("负面")
    correct = page.get_by_label("纠正情感")
    correct.get_by_role("button", name="中性").click()
    expect(verdict).to_contain_text("中性")
    correct.get_by_role("button", name="负面").click()
    expect(verdict).to_contain_text("负面")


def _taken_up(page: Page, company: Company) -> str:
    """The rule for discontent that many read made a case of it, and somebody's it is."""
    page.goto(f"{company.url}/o/hemu/listening/cases/")
    row = page.locator("tr[data-row]", has_text="腿就断了")
    until_shown(page, row)
    row.locator("a").first.click()
    expect(page.locator(".case-post")).to_contain_text("60,000")
    expect(page.locator(".case-clock")).to_be_visible()
    expect(page.get_by_role("complementary", name="相关信息")).to_contain_text("小满")
    return page.url.partition("?")[0]


def _answered_in_public(page: Page) -> None:
    """The composer counts as Weibo does, and says before sending that it is too long."""
    composer = page.locator("#composer")
    expect(page.locator("#window")).to_contain_text("最多 140 字")
    composer.locator("textarea").fill("长" * 141)
    expect(composer.locator("[data-counter]")).to_have_text("141/140 字，请精简")
    expect(composer.locator(".cl-send")).to_be_disabled()
    answer(page, SORRY)
    expect(page.locator(".cl-thread")).to_contain_text("已发送")
    expect(page.locator(".case-clock.is-done")).to_be_visible()


def _answered_in_private(page: Page, case: str) -> None:
    page.goto(f"{case}?talk=private")
    expect(page.locator(".case-beside")).to_contain_text(SORRY)
    expect(page.locator("#window")).to_contain_text("48 小时")
    answer(page, "您好，订单号发我一下")
    expect(page.locator(".cl-thread")).to_contain_text("已发送")


def _solved(page: Page, case: str) -> None:
    page.goto(case)
    page.get_by_role("link", name="标为已解决").click()
    dialog = page.locator("#dialog")
    dialog.locator("textarea").fill("换新餐椅，已寄出")
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="标为已解决").click()
    expect(page.locator(".case-head")).to_contain_text("已解决")


def _rated(phone: Page) -> None:
    """Two taps on the phone."""
    link = phone.locator("#talk").get_by_text("how-was-it")
    until_shown(phone, link)
    found = re.search(r"https?://\S+", link.last.inner_text())
    assert found
    phone.goto(found[0])
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.locator("input[name=score][value='5']").check(force=True)
    phone.get_by_role("button").last.click()
    expect(phone.locator("main")).to_contain_text("已收到您的评价")
