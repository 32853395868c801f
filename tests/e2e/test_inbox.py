"""The inbox at work in a browser: drafts, what goes wrong, the keyboard, a phone, and no script at all."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.conftest import Company
from tests.e2e.test_story import desk_of, row, sign_in
from tests.support.browser import PHONE, until_shown
from tests.support.patience import until

pytestmark = pytest.mark.e2e
REPLIES = re.compile("/replies/")


@pytest.fixture
def inbox(page: Page, company: Company) -> Page:
    """All conversations, before one who has just signed in."""
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    expect(page.locator("[data-row]").first).to_be_visible()
    return page


def say(company: Company, person: str, *texts: str) -> None:
    desk = desk_of(company)
    for text in texts:
        company.order(f"people/{person}/message", {"open_kfid": desk, "text": text})


def meet(company: Company, name: str, slug: str, *texts: str) -> None:
    """Somebody new writes."""
    company.order("people", {"nickname": name, "id": slug, "unionid": f"o{slug:0>27}"})
    say(company, slug, *texts)


def composer(page: Page) -> Locator:
    return page.locator("#composer textarea")


def opened(page: Page, name: str) -> None:
    row(page, name).click()
    expect(page.locator("#work h2")).to_contain_text(name)
    expect(page.locator("#composer.is-alive")).to_be_visible()


def test_drafts_wait_in_their_conversation_and_nowhere_else(inbox: Page, company: Company):
    meet(company, "白露", "bailu", "你好")
    expect(row(inbox, "白露")).to_be_visible()
    opened(inbox, "白露")
    composer(inbox).fill("写了一半的话")

    opened(inbox, "林晓棠")
    elsewhere = composer(inbox).input_value()
    opened(inbox, "白露")

    assert elsewhere == ""
    expect(composer(inbox)).to_have_value("写了一半的话")
    assert "写了一半的话" not in inbox.evaluate("JSON.stringify([localStorage, sessionStorage])")


def test_what_could_not_be_sent_comes_back_with_the_reason(context: BrowserContext, company: Company):
    meet(company, "谷雨", "guyu", "你好")
    inbox = context.new_page()  # one whose console may complain about the lost connection
    sign_in(inbox, company)
    inbox.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    opened(inbox, "谷雨")
    inbox.route(REPLIES, lambda route: route.abort())

    composer(inbox).fill("断网时写的话")
    composer(inbox).press("Enter")

    expect(inbox.locator("#refusal")).to_contain_text("连不上服务器")
    expect(composer(inbox)).to_have_value("断网时写的话")
    inbox.unroute(REPLIES)
    composer(inbox).press("Enter")
    expect(inbox.locator("#thread")).to_contain_text("已发送")
    expect(composer(inbox)).to_have_value("")


def test_too_long_a_text_is_told_before_it_is_sent(inbox: Page, company: Company):
    meet(company, "夏至", "xiazhi", "你好")
    opened(inbox, "夏至")

    composer(inbox).fill("字" * 700)

    expect(inbox.locator("[data-counter]")).to_contain_text("2100 / 2048 字节")
    expect(inbox.locator(".cl-send")).to_be_disabled()


def test_a_lost_answer_of_the_platform_is_unknown_and_sent_again_on_ones_word_only(inbox: Page, company: Company):
    meet(company, "秋分", "qiufen", "你好")
    opened(inbox, "秋分")
    company.order("faults", {"kind": "drop", "api": "kf/send_msg", "times": 1})

    composer(inbox).fill("收到了吗")
    composer(inbox).press("Enter")

    expect(inbox.locator("#thread")).to_contain_text("可能已送达")
    inbox.get_by_role("button", name="仍要重发").click()
    question = inbox.get_by_role("dialog", name="这条消息可能已送达，仍要重发吗？")
    expect(question).to_contain_text("客户可能会收到两条")
    question.get_by_role("button", name="仍要重发").click()
    expect(inbox.locator("#thread")).to_contain_text("已发送")


def test_keys_open_hand_over_and_close(inbox: Page, company: Company):
    meet(company, "立冬", "lidong", "你好")
    opened(inbox, "立冬")
    inbox.locator("#thread").focus()

    inbox.keyboard.press("a")
    inbox.get_by_role("button", name="李牧").click()
    expect(inbox.locator("#thread")).to_contain_text("将会话分配给 李牧")
    inbox.locator("#thread").focus()
    inbox.keyboard.press("e")
    inbox.get_by_role("button", name="已解决").click()
    expect(inbox.locator("#pill")).to_contain_text("已关闭")
    expect(row(inbox, "立冬")).to_have_count(0)
    inbox.keyboard.press("j")
    inbox.keyboard.press("Enter")

    expect(inbox.locator("[data-row].is-on")).to_have_count(1)
    assert inbox.locator("#work h2").inner_text() != "立冬"


def test_an_answered_row_makes_room_for_those_who_wait(inbox: Page, company: Company):
    meet(company, "小寒", "xiaohan", "你好")
    meet(company, "大寒", "dahan", "你好")
    expect(row(inbox, "大寒")).to_be_visible()
    opened(inbox, "小寒")

    composer(inbox).fill("您好")
    composer(inbox).press("Enter")

    expect(row(inbox, "小寒")).to_contain_text("已回复")

    def stands_below() -> bool:  # a row is out of the list for a moment while it moves
        names = [name.split("\n")[0] for name in inbox.locator("[data-row] .l1").all_inner_texts()]
        return "小寒" in names[names.index("大寒") :]

    until(stands_below)


def test_new_messages_wait_below_while_one_reads_above_and_earlier_ones_come_by_themselves(
    inbox: Page, company: Company
):
    meet(company, "惊蛰", "jingzhe", *(f"第 {n} 句" for n in range(45)))
    opened(inbox, "惊蛰")
    expect(inbox.locator("#thread")).to_contain_text("第 44 句")
    inbox.reload()
    expect(inbox.locator("[data-entry]")).to_have_count(40)

    inbox.locator("#thread").evaluate("thread => { thread.scrollTop = 0 }")
    expect(inbox.locator("[data-entry]", has_text=re.compile("第 [0-9]+ 句"))).to_have_count(45)
    assert inbox.locator("#thread").evaluate("thread => thread.scrollTop") > 0
    inbox.locator("#thread").evaluate("thread => { thread.scrollTop = 0 }")
    say(company, "jingzhe", "还在吗")
    inbox.get_by_role("button", name="新消息").click()

    expect(inbox.get_by_text("还在吗").last).to_be_in_viewport()


def test_on_a_phone_the_thread_covers_the_list_and_gives_it_back(browser: Browser, company: Company):
    meet(company, "清明", "qingming", "在吗")
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True)
    page = context.new_page()
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/inbox/?tab=all")

    row(page, "清明").tap()
    expect(page.locator("#composer.is-alive")).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()
    composer(page).fill("在的")
    page.get_by_role("button", name="发送").tap()
    expect(page.locator("#thread")).to_contain_text("已发送")
    page.get_by_role("link", name="客户", exact=True).last.tap()
    expect(page.locator("#side")).to_be_visible()
    page.get_by_role("link", name="关闭").tap()
    page.get_by_role("link", name="返回列表").tap()

    expect(page.locator("#list")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/inbox/\?tab=all"))
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    context.close()


def test_without_a_script_everything_is_links_and_forms(browser: Browser, company: Company):
    meet(company, "芒种", "mangzhong", "在吗")
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/inbox/?tab=all")

    until_shown(page, row(page, "芒种"), count=1)  # nothing comes by itself without a script
    row(page, "芒种").click()
    composer(page).fill("在的")
    page.get_by_role("button", name="发送").click()
    expect(page.locator("#thread")).to_contain_text("在的")
    page.locator("summary[aria-label='关闭会话']").click()
    page.get_by_role("button", name="已解决").click()
    expect(page.locator("#pill")).to_contain_text("已关闭")
    page.get_by_role("button", name="重新打开会话").click()
    expect(page.locator("#thread")).to_contain_text("重新打开了会话")
    page.locator("summary[aria-label='分配']").click()
    page.get_by_role("link", name="选择同事").click()
    page.get_by_role("button", name="李牧").click()

    expect(page.locator("#thread")).to_contain_text("将会话分配给 李牧")
    context.close()


PAGES = r"/inbox/(?!waiting/)"
LIST = """rows => rows.map(row => [row.id, row.className, row.getAttribute("href"), {...row.dataset},
    [...row.querySelectorAll(".l1, .l2, .cl-conv-where")].map(part => part.textContent.replace(/\\s+/g, ""))])"""


def watching(browser: Browser, company: Company, tab: str, language: str) -> tuple[BrowserContext, Page, list[str]]:
    """A screen of the inbox in a browser of its own, and what it asks the inbox for once its stream has begun; the side
    bar's first counts may still be among it.
    """
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    sign_in(page, company)
    page.goto("about:blank")  # the list one lands on asks too
    context.add_cookies([{"name": "changlai_language", "value": language, "url": company.url}])
    with page.expect_response(re.compile(rf"/inbox/\?tab={tab}&state=open")):  # the look after the stream has begun
        page.goto(f"{company.url}/o/hemu/inbox/?tab={tab}")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if re.search(PAGES, request.url) else None)
    return context, page, asked


def test_screens_stay_true_in_their_language_without_asking_for_it(browser: Browser, company: Company):
    meet(company, "白露时", "bailushi", "我在等")
    screens = [watching(browser, company, "all", language) for language in ("zh-hans", "en", "zh-hans")]

    meet(company, "霜降", "shuangjiang", "第一句", "第二句")

    for (context, page, asked), words in zip(screens, ("未分配", "Unassigned", "未分配"), strict=True):
        expect(row(page, "霜降")).to_contain_text("第二句")
        expect(row(page, "霜降")).to_contain_text(words)
        expect(row(page, "霜降")).to_have_class(re.compile("is-unread"))
        live, counts = page.locator("[data-row]").evaluate_all(LIST), page.locator("#tabs").inner_text()
        assert asked == []
        page.reload()
        assert page.locator("[data-row]").evaluate_all(LIST) == live
        assert page.locator("#tabs").inner_text() == counts
        context.close()


def test_what_is_handed_to_me_comes_to_my_list_and_is_counted_everywhere(browser: Browser, company: Company):
    meet(company, "立春", "lichun", "找孟佳")
    context, mine, asked = watching(browser, company, "mine", "zh-hans")
    count = mine.locator("#tabs [data-count=mine]")
    before = int(count.inner_text())
    other, desk, _ = watching(browser, company, "unassigned", "en")
    opened(desk, "立春")

    desk.locator("#thread").focus()
    desk.keyboard.press("a")
    desk.get_by_role("button", name="Take it myself").click()

    expect(row(mine, "立春")).to_contain_text("找孟佳")
    expect(count).to_have_text(str(before + 1))
    expect(mine.locator("#nav .cl-count").first).to_have_text(re.compile("[0-9]"))
    expect(mine).to_have_title(re.compile(r"^\([0-9]+\) "))
    expect(row(desk, "立春")).to_have_count(0)
    assert asked == []
    context.close()
    other.close()
