"""A colleague works without a mouse: every deed of the inbox, and the focus is always seen and never lost."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Company
from tests.e2e.keys import A_MOMENT, choose, come_to, fresh_threads, go_to, inbox, listening, opened, press, seen
from tests.e2e.test_inbox import composer, meet, say
from tests.e2e.test_story import row, step_away

pytestmark = pytest.mark.e2e
__all__ = ["inbox"]  # a fixture


def head(page: Page) -> Locator:
    return page.locator("#head")


def thread(page: Page) -> Locator:
    return page.locator("#thread")


def test_from_the_sign_in_to_an_answer(page: Page, company: Company):
    page.goto(company.info()["sign_in_link"])
    expect(page.get_by_role("button", name="登录")).to_be_focused()
    press(page, "Enter")
    page.wait_for_url("**/o/hemu/**")
    step_away(page, company)
    meet(company, "甘草", "gancao", "请问沙发还有货吗")
    go_to(page, "收件箱")
    page.wait_for_url("**/inbox/**")
    listening(page)
    press(page, "3")
    opened(page, "甘草")

    press(page, "r")
    expect(composer(page)).to_be_focused()
    page.keyboard.type("有的，")
    press(page, "Shift+Enter")
    page.keyboard.type("今天可以发货")
    press(page, "Enter")
    expect(thread(page)).to_contain_text("今天可以发货")
    press(page, "Escape")
    expect(thread(page)).to_be_focused()


def test_note_calls_a_colleague_and_stays_a_note_while_the_conversation_is_drawn_anew(inbox: Page, company: Company):
    page = inbox
    meet(company, "白芍", "baishao", "请问还有货吗")
    opened(page, "白芍")

    press(page, "n")
    page.keyboard.type("请看一下")
    press(page, "Escape")
    choose(page, "a", "唐悦")  # else she does not see it
    expect(head(page)).to_contain_text("唐悦")
    expect(page.locator("#composer.is-note.is-alive")).to_be_visible()  # what was begun as a note is not an answer now
    press(page, "n")
    expect(composer(page)).to_have_value("请看一下")
    page.keyboard.type(" @唐")
    expect(page.get_by_role("option").filter(has_text="唐悦")).to_be_visible()
    press(page, "Enter")
    page.keyboard.type("库存")
    press(page, "Enter")
    expect(page.locator("#thread .cl-note")).to_contain_text("@唐悦 库存")


def test_handed_over_snoozed_closed_and_opened_again(inbox: Page, company: Company):
    meet(company, "麦冬", "maidong", "在吗")
    opened(inbox, "麦冬")

    choose(inbox, "a", "我来处理")
    expect(head(inbox)).to_contain_text("孟佳")
    seen(inbox)
    choose(inbox, "a", "唐悦")
    expect(head(inbox)).to_contain_text("唐悦")
    seen(inbox)
    choose(inbox, "s", "1 小时")
    expect(inbox.locator("#head [data-key=s]")).to_be_focused()
    press(inbox, "s")
    expect(inbox.locator("#head [data-key=s] > summary")).to_be_focused()
    choose(inbox, "e", "已解决")
    expect(head(inbox).get_by_role("button", name="重新打开会话")).to_be_focused()
    press(inbox, "e")
    expect(inbox.locator("#head [data-key=e] > summary")).to_be_focused()


def plan(page: Page, words: str) -> None:
    """Write it, choose tomorrow."""
    page.keyboard.type(words)
    press(page, "Escape")
    choose(page, "l", "明天")
    expect(page.locator(".inbox-plan")).to_contain_text(words)


def test_planned_called_off_and_planned_again_until_the_customer_writes(inbox: Page, company: Company):
    meet(company, "当归", "danggui", "什么时候到")
    opened(inbox, "当归")
    choose(inbox, "l", "明天")
    expect(inbox.locator("#refusal")).to_contain_text("还没有内容可发送")
    expect(composer(inbox)).to_be_focused()

    plan(inbox, "明天再确认")
    come_to(inbox, inbox.locator(".inbox-plan").get_by_role("button", name="取消发送"), by="Shift+Tab")
    press(inbox, "Enter")
    expect(inbox.locator(".inbox-plan")).to_have_count(0)
    seen(inbox)

    inbox.wait_for_timeout(A_MOMENT)
    press(inbox, "r")
    expect(composer(inbox)).to_have_value("")
    plan(inbox, "明天一定确认")
    say(company, "danggui", "我先问一句")
    expect(inbox.locator(".inbox-plan")).to_have_count(0)


def test_tagged_looked_through_and_left_for_the_customer_and_the_next_one(inbox: Page, company: Company):
    meet(company, "黄芪", "huangqi", "请问沙发还有货吗", "颜色呢")
    meet(company, "杜仲", "duzhong", "你好")
    opened(inbox, "黄芪")

    expect(inbox.locator("#side [data-key=t]")).to_be_visible()
    inbox.wait_for_timeout(A_MOMENT)
    press(inbox, "t")
    expect(inbox.locator("#dialog [data-find]")).to_be_focused()
    inbox.wait_for_timeout(A_MOMENT)
    inbox.keyboard.type("沙发")
    press(inbox, "Enter")
    expect(inbox.locator("#dialog input:checked")).to_have_count(1)
    come_to(inbox, inbox.locator("#dialog").get_by_role("button", name="保存"))
    press(inbox, "Enter")
    expect(inbox.locator("#side .cl-tag", has_text="沙发")).to_have_count(1)
    seen(inbox)

    press(inbox, "f")
    inbox.keyboard.type("沙发")
    expect(inbox.locator("[data-find-place]")).to_have_text("1 / 1")
    press(inbox, "Escape")
    expect(thread(inbox)).to_be_focused()
    opened(inbox, "杜仲")
    press(inbox, "k")
    seen(inbox)
    press(inbox, "c")
    inbox.wait_for_url("**/customers/**")
    expect(inbox.locator("h1")).to_have_text("杜仲")


def test_tabs_folders_and_words_are_reached_by_a_key_each(inbox: Page, company: Company):
    meet(company, "茯苓", "fuling", "有没有胡桃木的茶几")
    expect(row(inbox, "茯苓")).to_be_visible()
    for key, name in (("4", "提到我"), ("2", "未分配"), ("1", "我的"), ("3", "全部")):
        press(inbox, key)
        expect(inbox.locator("#tabs [aria-current]")).to_contain_text(name)
        press(inbox, "j")
    seen(inbox)

    press(inbox, "q")
    expect(inbox.locator("#list [name=q]")).to_be_focused()
    inbox.keyboard.type("胡桃木的茶几")
    expect(inbox.locator("#hits [data-row]")).to_have_count(1)
    come_to(inbox, inbox.locator("#hits [data-row]"))
    press(inbox, "Enter")
    expect(inbox.locator("#work h2")).to_contain_text("茯苓")
    expect(inbox.locator(".is-found")).to_contain_text("胡桃木")
    come_to(inbox, inbox.locator("[data-search-end]"), by="Shift+Tab")
    press(inbox, "Enter")
    expect(inbox.locator("#rows")).to_be_visible()
    seen(inbox)


def test_an_earlier_thread_is_taken_in_and_taken_apart(inbox: Page, company: Company):
    with fresh_threads(company):
        meet(company, "陈皮", "chenpi", "第一次来问")
        opened(inbox, "陈皮")
        choose(inbox, "e", "已解决")
        expect(row(inbox, "陈皮")).to_have_count(0)
        say(company, "chenpi", "第二次来问")
        opened(inbox, "陈皮")
        expect(thread(inbox)).to_contain_text("第二次来问")

    press(inbox, "m")
    question = inbox.locator("#confirm")
    expect(question).to_contain_text("第一次来问")
    come_to(inbox, question.get_by_role("button", name="取消"))
    press(inbox, "Enter")
    inbox.wait_for_timeout(A_MOMENT)
    expect(thread(inbox)).not_to_contain_text("第一次来问")  # nothing is done before it is meant
    press(inbox, "m")
    come_to(inbox, question.get_by_role("button", name="合并"))
    press(inbox, "Enter")
    expect(thread(inbox)).to_contain_text("第一次来问")
    expect(inbox.locator("#side [data-key=m]")).to_have_count(0)
    seen(inbox)
    inbox.locator("#thread").focus()
    come_to(inbox, thread(inbox).get_by_role("button", name="撤销"))
    press(inbox, "Enter")
    come_to(inbox, question.get_by_role("button", name="撤销合并"))
    press(inbox, "Enter")
    expect(inbox.locator("#side [data-key=m]")).to_have_count(1)
