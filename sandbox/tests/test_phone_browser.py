"""The phone in a real browser, with a person's hands."""

import re

import pytest
from playwright.sync_api import expect

from sandbox.pictures import sample
from sandbox.tests.harness import CORPID, wait_until

pytestmark = pytest.mark.e2e


@pytest.fixture
def visit(sandbox, demo, page):
    def go(query="", **size):
        if size:
            page.set_viewport_size(size)
        page.goto(f"{sandbox.url}/phone?lang=zh&person=xiaoman{query}")
        expect(page.locator(".wx-head").first).to_be_visible()
        return page

    return go


def test_message_goes_out_and_the_answer_appears_without_reload(sandbox, visit, company, account, xiaoman):
    page = visit(f"&chat={account}")

    page.get_by_placeholder("说点什么").fill("你好\n在吗")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".wx-message--mine .wx-bubble")).to_have_text("你好\n在吗")
    menu = {"head_content": "想了解哪方面？", "list": [{"type": "click", "click": {"id": "7", "content": "选床垫"}}]}
    body = {"touser": xiaoman, "open_kfid": account, "msgtype": "msgmenu", "msgmenu": menu}
    assert sandbox.code("kf/send_msg", body) == 0
    page.get_by_role("button", name="选床垫").click()

    expect(page.locator(".wx-message--mine .wx-bubble").last).to_have_text("选床垫")
    last = sandbox.api("kf/sync_msg", {"open_kfid": account})["msg_list"][-1]
    assert last["text"] == {"content": "选床垫", "menu_id": "7"}
    page.get_by_role("button", name="返回").click()
    expect(page.locator(".wx-row--chat")).to_contain_text("禾木家居客服")
    expect(page.locator(".wx-badge")).to_have_count(0)


def test_unread_is_counted_on_the_list(sandbox, visit, account, xiaoman):
    sandbox.order("people/xiaoman/message", text="你好")
    page = visit()

    body = {"touser": xiaoman, "open_kfid": account, "msgtype": "text", "text": {"content": "您好"}}
    sandbox.api("kf/send_msg", body)

    expect(page.locator(".wx-row--chat .wx-badge")).to_have_text("1")
    expect(page.locator(".wx-row--chat")).to_contain_text("您好")


def test_member_is_added_and_greets(sandbox, visit, company):
    page = visit(width=390, height=844)

    page.get_by_role("button", name="扫一扫").click()
    page.get_by_role("button", name="李牧").click()
    page.get_by_label("渠道参数 state").fill("store-01")
    page.get_by_role("button", name="添加到通讯录").click()
    expect(page.locator(".wx-note").last).to_have_text("你已添加了李牧，现在可以开始聊天了。")
    [event] = company.events(1)
    text = {"content": "你好呀，我是李牧"}
    sandbox.api("externalcontact/send_welcome_msg", {"welcome_code": event["WelcomeCode"], "text": text})

    expect(page.locator(".wx-bubble")).to_have_text("你好呀，我是李牧")
    assert event["State"] == "store-01"
    page.get_by_role("button", name="更多").first.click()
    page.get_by_role("button", name="删除联系人").click()
    page.get_by_role("dialog").get_by_role("button", name="删除", exact=True).click()
    expect(page.locator(".wx-wide--green")).to_be_visible()
    assert company.events(2)[1]["ChangeType"] == "del_follow_user"


def test_card_opens_from_a_link_with_its_state(visit):
    page = visit(f"&corpid={CORPID}&add=tangyue&state=poster-3")

    expect(page.locator(".wx-face")).to_contain_text("唐悦")
    expect(page.get_by_label("渠道参数 state")).to_have_value("poster-3")


def test_picture_is_sent_from_a_file(visit, account, company, tmp_path):
    path = tmp_path / "床.png"
    path.write_bytes(sample())
    page = visit(f"&chat={account}")

    page.get_by_role("button", name="更多").last.click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="照片").click()
    chooser.value.set_files(path)

    expect(page.locator(".wx-message--mine .wx-photo img")).to_be_visible()


def test_new_person_is_made_and_played(sandbox, visit):
    page = visit()

    page.get_by_role("button", name="新的人").click()
    page.get_by_placeholder("起个微信昵称").fill("阿泽")
    page.get_by_role("button", name="创建").click()

    expect(page.locator(".sb-person[aria-pressed=true]")).to_have_text("阿泽")
    expect(page).to_have_url(re.compile(sandbox.get("/_sandbox/people")["people"][-1]["id"] + "$"))


def test_log_shows_a_failure_with_its_bytes_and_pushes_again(sandbox, visit, company):
    company.answers = [(500, "", 0.0)] * 3
    page = visit()
    sandbox.order("people/xiaoman/add_contact", userid="limu")

    row = page.locator(".sb-side .sb-row")
    expect(row).to_contain_text("3 次")
    row.get_by_role("button").first.click()
    expect(row.locator("pre").first).to_contain_text("<ChangeType><![CDATA[add_external_contact]]></ChangeType>")
    expect(row.locator(".sb-try")).to_have_count(3)
    row.get_by_role("button", name="再推一次").click()

    wait_until(lambda: len(company.received) == 4)
    expect(page.locator(".sb-side .sb-mark--done")).to_be_visible()


def test_news_leave_the_focus_where_it_is(sandbox, visit, account, xiaoman):
    sandbox.order("people/xiaoman/message", text="你好")
    page = visit()
    row, entry = page.locator(".wx-row--chat"), page.locator(".sb-side .sb-row-head")
    body = {"touser": xiaoman, "open_kfid": account, "msgtype": "text", "text": {"content": "您好"}}

    row.focus()
    sandbox.api("kf/send_msg", body)
    expect(page.locator(".wx-row--chat .wx-badge")).to_have_text("1")
    expect(row).to_be_focused()
    entry.last.focus()
    sandbox.order("people/xiaoman/message", text="在吗")

    expect(entry).to_have_count(2)
    expect(entry.last).to_be_focused()


def test_a_screen_that_opens_takes_the_focus_over(visit, account):
    page = visit(f"&chat={account}")

    page.get_by_role("button", name="返回").press("Enter")
    page.locator(".wx-row--chat").press("Enter")

    expect(page.get_by_role("button", name="返回")).to_be_focused()


def test_language_switch_keeps_the_person(visit):
    page = visit("&x=1")

    page.locator("#language-side").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".sb-person[aria-pressed=true]")).to_have_text("小满")


@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, {"width": 390, "height": 844}])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_runs_over_the_edge(sandbox, demo, page, account, size, lang):
    sandbox.order("people/xiaoman/message", text="很长" * 60 + " https://example.com/" + "x" * 80)
    page.set_viewport_size(size)
    for query in (f"&chat={account}", "", "&add=limu"):
        page.goto(f"{sandbox.url}/phone?lang={lang}&person=xiaoman{query}")
        expect(page.locator(".wx-head").first).to_be_visible()

        wide = page.evaluate("""[...document.querySelectorAll('body *')].filter((one) => one.className !== 'sb-hidden')
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.className)""")

        assert wide == []
