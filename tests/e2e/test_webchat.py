"""A visitor in the shop and a colleague in the inbox, two browsers at once."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from tests.e2e.conftest import Company
from tests.e2e.test_story import sign_in
from tests.support.browser import PHONE, somebody, until_page

pytestmark = pytest.mark.e2e


@pytest.fixture
def shopper(browser: Browser):
    """A visitor's browser, which nobody has signed in at."""
    with somebody(browser) as context:
        yield context


def shop_of(company: Company) -> str:
    return f"{company.sandbox}/shop"


def visit(context: BrowserContext, company: Company, path: str = "", complaints: list[str] | None = None) -> Page:
    """The shop in a tab of its own; what its console complains about is kept."""
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)) if complaints is not None else None)
    page.on(
        "console", lambda one: complaints.append(one.text) if complaints is not None and one.type == "error" else None
    )
    page.goto(f"{shop_of(company)}{path}?lang=zh")
    return page


def chat(page: Page) -> Frame:
    """The widget, opened by its button."""
    page.locator("#changlai button").click()
    found = until_page(page, lambda: next((frame for frame in page.frames if "/visit/" in frame.url), None))
    assert found
    expect(found.locator("footer textarea")).to_be_visible()
    return found


def say(frame: Frame, text: str) -> None:
    box = frame.locator("footer textarea")
    box.fill(text)
    box.press("Enter")


def open_thread(page: Page, company: Company, text: str) -> None:
    page.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    page.locator(".cl-conv", has_text=text).first.click()
    expect(page.locator(".cl-thread")).to_contain_text(text)


def answer(page: Page, text: str) -> None:
    composer = page.locator("#composer textarea").first
    composer.fill(text)
    composer.press("Enter")


def picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (320, 200), "teal").save(held, "PNG")
    return held.getvalue()


def test_visitor_and_colleague_talk_and_see_each_other_write_and_read(
    page: Page, shopper: BrowserContext, company: Company
):
    complaints: list[str] = []
    tab = visit(shopper, company, "/products/linen-sofa", complaints)
    frame = chat(tab)
    say(frame, "沙发的面料能拆下来洗吗")
    expect(frame.locator(".state")).to_have_text("已发送")

    sign_in(page, company)
    open_thread(page, company, "沙发的面料能拆下来洗吗")
    expect(page.locator("#side")).to_contain_text("棉麻三人沙发")
    expect(frame.locator(".state")).to_have_text("已读")
    frame.locator("footer textarea").press_sequentially("还有一个问题", delay=30)
    expect(page.get_by_text("客户正在输入")).to_be_visible()
    page.locator("#composer textarea").first.press_sequentially("可以的，", delay=30)
    expect(frame.locator(".typing")).to_be_visible()
    answer(page, "可以的，都能拆洗")
    expect(frame.get_by_text("可以的，都能拆洗")).to_be_visible()
    expect(frame.locator(".who").last).to_have_text("孟佳")
    expect(page.locator(".cl-thread")).to_contain_text("已读")

    assert complaints == []


def test_answer_that_is_taken_back_leaves_both_screens(page: Page, shopper: BrowserContext, company: Company):
    complaints: list[str] = []
    frame = chat(visit(shopper, company, complaints=complaints))
    say(frame, "这款沙发能优惠多少")
    expect(frame.locator(".state")).to_have_text("已发送")
    sign_in(page, company)
    open_thread(page, company, "这款沙发能优惠多少")
    answer(page, "员工价八折，别说出去")
    expect(frame.get_by_text("员工价八折，别说出去")).to_be_visible()

    sent = page.locator(".cl-msg.is-out", has_text="员工价八折，别说出去")
    expect(sent).to_contain_text(re.compile("已发送|已读"))
    sent.hover()
    sent.locator("summary.cl-ways").click()
    sent.get_by_role("button", name="撤回").click()
    page.get_by_role("dialog").get_by_role("button", name="撤回").click()

    expect(frame.get_by_text("对方撤回了一条消息")).to_be_visible()
    expect(page.locator(".cl-thread")).to_contain_text("这条消息已撤回")
    for screen in (frame, page):
        expect(screen.get_by_text("员工价八折，别说出去")).to_have_count(0)
    assert complaints == []


def test_history_is_there_after_a_reload_and_nothing_twice_after_a_broken_line(
    page: Page, shopper: BrowserContext, company: Company
):
    tab = visit(shopper, company)
    frame = chat(tab)
    say(frame, "断线之前的一句")
    expect(frame.locator(".state")).to_have_text("已发送")
    sign_in(page, company)
    open_thread(page, company, "断线之前的一句")

    shopper.set_offline(offline=True)
    say(frame, "断线时写的一句")
    answer(page, "断线时的回复")
    expect(frame.locator(".state")).to_contain_text("恢复后自动发送")
    shopper.set_offline(offline=False)

    expect(frame.get_by_text("断线时的回复")).to_be_visible(timeout=30_000)
    expect(page.locator(".cl-thread")).to_contain_text("断线时写的一句")
    tab.reload()
    again = chat(tab)
    expect(again.get_by_text("断线时的回复")).to_be_visible()
    for text in ("断线之前的一句", "断线时写的一句", "断线时的回复"):
        assert again.get_by_text(text, exact=True).count() == 1
    assert page.locator(".cl-bub", has_text="断线时写的一句").count() == 1


def test_signed_in_visitor_is_one_customer_with_what_they_asked_before(
    page: Page, shopper: BrowserContext, company: Company
):
    tab = visit(shopper, company)
    stranger = chat(tab)
    say(stranger, "登录前问一句：有小样吗")
    expect(stranger.locator(".state")).to_have_text("已发送")
    tab.locator("#changlai button").click()  # closes it: the shop's menu lies below
    tab.locator("summary").click()
    with tab.expect_navigation():
        tab.get_by_role("button", name="Emily Carter").click()
    frame = chat(tab)
    expect(frame.get_by_text("登录前问一句：有小样吗")).to_be_visible()
    say(frame, "我登录了，订单能改地址吗")

    sign_in(page, company)
    open_thread(page, company, "我登录了，订单能改地址吗")
    expect(page.locator(".cl-thread")).to_contain_text("登录前问一句：有小样吗")
    expect(page.locator(".cl-thead")).to_contain_text("Emily Carter")
    expect(page.locator("#side")).to_contain_text("emily.carter@example.com")

    tab.locator("#changlai button").click()
    tab.locator("summary").click()
    with tab.expect_navigation():
        tab.get_by_role("button", name="退出").click()
    assert chat(tab).get_by_text("我登录了，订单能改地址吗").count() == 0


def test_picture_goes_both_ways_and_a_page_is_refused(page: Page, shopper: BrowserContext, company: Company):
    frame = chat(visit(shopper, company))
    frame.locator("input[type=file]").set_input_files(
        {"name": "客厅.png", "mimeType": "image/png", "buffer": picture()}
    )
    expect(frame.locator("a.picture img")).to_be_visible()
    frame.locator("input[type=file]").set_input_files(
        {"name": "a.html", "mimeType": "text/html", "buffer": b"<script>alert(1)</script>"}
    )
    expect(frame.locator(".state.bad")).to_contain_text("程序或网页")
    say(frame, "放得下三人沙发吗")

    sign_in(page, company)
    open_thread(page, company, "放得下三人沙发吗")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "效果图.png", "mimeType": "image/png", "buffer": picture()}
    )
    page.get_by_role("button", name="发送").last.click()
    expect(frame.locator(".us a.picture img")).to_be_visible()


def test_closed_widget_counts_what_came_and_a_phone_gets_the_whole_screen(
    page: Page, browser: Browser, company: Company
):
    context = browser.new_context(viewport=PHONE, locale="en-US", has_touch=True, is_mobile=True)
    tab = context.new_page()
    tab.goto(f"{shop_of(company)}?lang=en")
    frame = chat(tab)
    say(frame, "Do you deliver to Suzhou?")
    expect(frame.locator(".state")).to_have_text("Sent")
    assert frame.evaluate("innerWidth") == PHONE["width"]
    assert frame.evaluate("innerHeight") == PHONE["height"]
    frame.get_by_role("button", name="Close").click()

    sign_in(page, company)
    open_thread(page, company, "Do you deliver to Suzhou?")
    answer(page, "Yes, within a week.")
    expect(page.locator(".cl-thread")).to_contain_text("Yes, within a week.")
    expect(tab.locator("#changlai b")).to_have_text("1")

    assert frame.get_by_text("Yes, within a week.").count() == 1
    assert not re.search("已读", page.locator(".cl-thread").inner_text())
    context.close()


def test_no_other_site_can_show_the_widget(page: Page, shopper: BrowserContext, company: Company):
    key = next(one["key"] for one in company.channels if one["name"] == "官网在线客服")
    tab = shopper.new_page()

    with tab.expect_console_message(lambda one: "frame-ancestors" in one.text):  # it is blocked
        tab.set_content(f'<iframe src="{company.url}/visit/{key}/"></iframe>')
