"""A team at work: two members in two browsers over one conversation, each seeing the other at once."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.e2e.conftest import ROOT, Company, environment
from tests.e2e.keys import listening
from tests.e2e.test_inbox import meet, opened, say
from tests.e2e.test_story import row, sign_in
from tests.support.browser import DESK, PHONE, somebody, until_page, until_shown

pytestmark = pytest.mark.e2e
COLLEAGUE = "tangyue@hemu.example"


def link_for(company: Company, mail: str) -> str:
    """A one-time link of somebody else's, as an operator makes one."""
    done = subprocess.run(
        [sys.executable, "-m", "changlai", "link", mail],
        cwd=ROOT, env=environment(company.data), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = re.search(r"http\S+", done.stdout)
    assert found, done.stdout
    return found[0]


@pytest.fixture
def meng(page: Page, company: Company) -> Page:
    """孟佳 before all conversations."""
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    return page


@pytest.fixture
def tang(browser: Browser, company: Company):
    """唐悦, in a browser of her own."""
    with somebody(browser) as context:
        page = context.new_page()
        page.goto(link_for(company, COLLEAGUE))
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/o/hemu/**")
        page.goto(f"{company.url}/o/hemu/inbox/?tab=all")
        yield page


def composer(page: Page) -> Locator:
    return page.locator("#composer textarea")


def handed_over(page: Page, name: str) -> None:
    """Open what came in and give it to 唐悦, unless the house has given it to her: she sees her team's only."""
    expect(row(page, name)).to_be_visible()
    opened(page, name)
    page.locator("#thread").focus()
    page.keyboard.press("a")
    with page.expect_response(lambda answer: "/assignment/" in answer.url and answer.request.method == "POST"):
        page.get_by_role("button", name="唐悦").click()  # the answer draws the conversation anew
    expect(row(page, name)).to_contain_text("唐悦")


def test_a_team_shares_one_conversation_from_the_first_word_to_the_close(meng: Page, tang: Page, company: Company):
    meet(company, "沈星", "shenxing", "你好，想订一张餐桌")
    handed_over(meng, "沈星")
    expect(row(tang, "沈星")).to_be_visible()
    opened(tang, "沈星")

    # each sees that the other is here, and that the other is answering
    expect(meng.locator("[data-presence]")).to_contain_text("唐悦 正在查看")
    composer(tang).press_sequentially("您好，")
    expect(meng.locator("[data-lock]")).to_contain_text("唐悦 正在回复")
    expect(composer(meng)).to_have_js_property("readOnly", True)
    composer(tang).press_sequentially("稍等")
    composer(tang).press("Enter")
    expect(meng.locator("#thread")).to_contain_text("您好，稍等")
    expect(composer(meng)).to_have_js_property("readOnly", False)

    # a note mentions her: her bell and her tab know, the customer does not
    meng.locator("#thread").focus()
    meng.keyboard.press("n")
    meng.keyboard.type("她要胡桃木的，@唐")
    meng.get_by_role("option", name="唐悦").wait_for()
    meng.keyboard.press("Enter")
    meng.keyboard.type("记得报价")
    meng.keyboard.press("Enter")
    expect(tang.locator("#thread .cl-note")).to_contain_text("@唐悦 记得报价")
    tang.goto(f"{company.url}/o/hemu/notices/")
    until_shown(tang, tang.locator("main").get_by_text("孟佳 在内部备注里提到了你"))
    tang.goto(f"{company.url}/o/hemu/inbox/?tab=mentions")
    expect(row(tang, "沈星")).to_be_visible()
    opened(tang, "沈星")

    # handed over and closed with the keyboard, seen by the other
    meng.locator("#thread").focus()
    meng.keyboard.press("e")
    meng.get_by_role("button", name="已解决").click()
    expect(tang.locator("#thread")).to_contain_text("孟佳 关闭了会话")


def test_a_second_answer_is_asked_about_and_goes_when_it_is_still_meant(browser: Browser, tang: Page, company: Company):
    meet(company, "江月", "jiangyue", "在吗")
    context = browser.new_context(viewport=DESK, locale="zh-CN", timezone_id="Asia/Shanghai")
    meng = context.new_page()  # its console may tell of the conflict
    sign_in(meng, company)
    meng.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    handed_over(meng, "江月")
    opened(tang, "江月")
    for one in (meng, tang):
        listening(one)

    composer(meng).fill("我来回答")
    composer(tang).fill("我先回答")
    composer(tang).press("Enter")
    for one in (tang, meng):
        expect(one.locator("#thread")).to_contain_text("我先回答")
    composer(meng).press("Enter")
    expect(meng.locator("#refusal")).to_contain_text("唐悦 刚刚已经回复了客户")
    expect(composer(meng)).to_have_value("我来回答")
    meng.get_by_role("button", name="仍要发送").click()

    expect(tang.locator("#thread")).to_contain_text("我来回答")
    context.close()


def test_a_script_comes_with_a_slash_and_the_keyboard_alone(meng: Page, company: Company):
    meet(company, "陆离", "luli", "多久送到")
    meng.goto(f"{company.url}/o/hemu/scripts/")
    meng.get_by_role("link", name="新建话术").first.click()
    meng.locator("#dialog input[name=title]").fill("测试送货")
    meng.locator("#dialog textarea").fill("{customer.name}您好，三天送到。")
    meng.locator("#dialog input[name=shortcut]").fill("ceshi")
    meng.locator("#dialog").get_by_role("button", name="保存").click()
    expect(meng.locator("main")).to_contain_text("测试送货")
    meng.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    opened(meng, "陆离")

    meng.locator("#thread").focus()
    meng.keyboard.press("/")
    meng.get_by_role("option").first.wait_for()  # all of them, before a word is typed
    slow: list[Route] = []
    looked_for = re.compile(r"/scripts/\?q=")
    meng.route(looked_for, lambda route: slow.append(route))  # noqa: PLW0108 - it needs a function of Python's own
    meng.keyboard.type("ceshi")
    meng.keyboard.press("Enter")  # faster than any answer: the list still shows all
    until_page(meng, lambda: len(slow) == len("ceshi"))
    for route in slow:
        route.continue_()

    expect(composer(meng)).to_have_value("陆离您好，三天送到。")
    meng.keyboard.press("Enter")
    expect(meng.locator("#thread")).to_contain_text("陆离您好，三天送到。")


def test_a_doubtful_word_is_shown_before_the_answer_leaves(meng: Page, company: Company):
    company.call("POST", "contact-rules/words", {"words": ["全网第一"], "effect": "warn"})
    meet(company, "方圆", "fangyuan", "质量怎么样")
    opened(meng, "方圆")

    composer(meng).press_sequentially("我们全网第一")
    expect(meng.locator("[data-heed]")).to_contain_text("“全网第一”需谨慎使用")
    composer(meng).press_sequentially("的床垫")
    expect(meng.locator("[data-saved]")).to_contain_text("草稿已保存")
    composer(meng).press("Enter")

    expect(meng.locator("#thread")).to_contain_text("我们全网第一的床垫")
    expect(meng.locator("[data-heed]")).to_be_hidden()


def test_words_are_looked_for_beside_the_conversation(meng: Page, company: Company):
    meet(company, "梁桥", "liangqiao", "有没有琥珀色的台灯")
    expect(row(meng, "梁桥")).to_be_visible()

    meng.get_by_role("link", name="搜索会话内容").click()
    hit, box = meng.locator("#hits [data-row]").first, meng.get_by_role("searchbox", name="搜索消息和备注")

    def found() -> bool:  # half a second after they are written, on a busy machine later
        box.fill("")
        box.fill("琥珀色")
        meng.wait_for_timeout(500)
        return hit.is_visible()

    until_page(meng, found)
    hit.click()
    expect(meng.locator("#work .is-found")).to_contain_text("琥珀色的台灯")
    expect(meng.locator("#hits")).to_be_visible()
    meng.get_by_role("link", name="返回列表").first.click()

    expect(row(meng, "梁桥")).to_have_class(re.compile("is-on"))


def test_a_draft_is_there_on_another_device(meng: Page, browser: Browser, company: Company):
    meet(company, "顾南", "gunan", "你好")
    opened(meng, "顾南")
    composer(meng).fill("写到一半")
    expect(meng.locator("[data-saved]")).to_contain_text("草稿已保存")

    context = browser.new_context(viewport=DESK, locale="zh-CN", timezone_id="Asia/Shanghai")
    other = context.new_page()
    sign_in(other, company)
    other.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    opened(other, "顾南")

    expect(composer(other)).to_have_value("写到一半")
    context.close()


def test_many_are_handed_over_at_once(meng: Page, company: Company):
    for name, slug in (("方一", "fangyi"), ("方二", "fanger")):
        meet(company, name, slug, "你好")
        expect(row(meng, name)).to_be_visible()

    meng.locator("[data-select]").click()
    row(meng, "方一").click()
    row(meng, "方二").click()
    expect(meng.locator("#bulk")).to_contain_text("已选 2 个")
    meng.locator("[data-bulk=assign]").click()
    meng.locator("#dialog select").select_option(label="唐悦")
    meng.locator("#dialog").get_by_role("button", name="确定").click()

    expect(meng.locator("#dialog")).to_contain_text("已处理 2 个会话")
    expect(row(meng, "方一")).to_contain_text("唐悦")


def test_words_are_found_in_a_conversation(meng: Page, company: Company):
    meet(company, "白芷", "baizhi", "云栖床垫有货吗", "颜色呢")
    say(company, "baizhi", "那张床垫我要了")
    opened(meng, "白芷")
    expect(meng.locator("#thread")).to_contain_text("那张床垫我要了")

    meng.locator("#thread").focus()
    meng.keyboard.press("f")
    meng.keyboard.type("床垫")
    expect(meng.locator("[data-find-place]")).to_have_text("1 / 2")
    meng.keyboard.press("Enter")

    expect(meng.locator("[data-find-place]")).to_have_text("2 / 2")
    expect(meng.locator(".is-found")).to_contain_text("云栖床垫有货吗")


def test_a_customer_rates_with_two_taps_and_says_more_on_a_page(meng: Page, browser: Browser, company: Company):
    meet(company, "苏木", "sumu", "在吗")
    opened(meng, "苏木")
    composer(meng).fill("在的，您说")
    composer(meng).press("Enter")
    expect(meng.locator("#thread")).to_contain_text("已发送")
    meng.locator("#thread").focus()
    meng.keyboard.press("e")
    meng.get_by_role("button", name="已解决").click()
    expect(meng.locator("#thread")).to_contain_text("已邀请客户评价")

    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    phone = context.new_page()
    phone.goto(f"{company.sandbox}/phone?person=sumu")
    phone.get_by_text("禾木家居客服").first.click()
    phone.get_by_text("★★ 不满意").first.click()
    link = phone.locator("a[href*='/r/']")
    link.wait_for()
    phone.goto(link.get_attribute("href") or "")
    phone.get_by_label("哪里做得好，哪里可以改进").fill("等得有点久")
    phone.get_by_role("button", name="发送").click()

    expect(phone.locator("main")).to_contain_text("我们已收到您的评价")
    expect(meng.locator("#thread")).to_contain_text("等得有点久")
    expect(meng.locator("#pill")).to_contain_text("已关闭")
    context.close()
