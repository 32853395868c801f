"""The list of keys, dialogs and drawers, and several conversations at once, without a mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Company
from tests.e2e.keys import A_MOMENT, come_to, go_to, inbox, listening, opened, press, seen, told, walk_to
from tests.e2e.test_inbox import meet
from tests.e2e.test_story import row, sign_in

pytestmark = pytest.mark.e2e
__all__ = ["inbox"]  # a fixture
UNREAD = re.compile(r"\bis-unread\b")
EVERYWHERE = {"Ctrl K", "?"}
OF_A_LIST = {"J K", "Enter"}
OF_THE_INBOX = {"1", "2", "3", "4", "G", "X", "Q"}
OF_A_CONVERSATION = {"D", "R", "N", "/", "L", "F", "A", "S", "E", "C", "T", "@", "Shift Enter", "Esc"}  # and Enter


def test_list_of_keys_says_what_works_here_and_nothing_else(inbox: Page, company: Company):
    meet(company, "白术", "baizhu", "你好")
    assert set(told(inbox)) == EVERYWHERE | OF_A_LIST | OF_THE_INBOX

    opened(inbox, "白术")
    expect(inbox.locator("#side [data-key=t]")).to_be_visible()
    assert set(told(inbox)) == EVERYWHERE | OF_A_LIST | OF_THE_INBOX | OF_A_CONVERSATION

    press(inbox, "x")
    keys = told(inbox)
    assert (keys["E"], keys["A"], keys["U"]) == ("关闭", "分配", "标为已读")
    press(inbox, "x")  # the one that is chosen goes: nothing is chosen
    assert not {"E", "A", "U"} & set(told(inbox))
    press(inbox, "Escape")
    assert told(inbox)["E"] == "关闭会话"

    inbox.goto(f"{company.url}/o/hemu/settings/")
    assert set(told(inbox)) == EVERYWHERE


def test_drawer_over_the_customers_has_keys_of_its_own(page: Page, company: Company):
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/customers/")
    page.locator("[data-row] a").nth(1).click()
    drawer = page.locator("#drawer")
    expect(drawer.locator("[data-key=t]")).to_be_visible()
    name = drawer.locator("h2").inner_text()

    assert set(told(page)) == {"J", "K", "T"} | EVERYWHERE
    press(page, "j")
    expect(drawer.locator("h2")).not_to_have_text(name)
    press(page, "k")
    expect(drawer.locator("h2")).to_have_text(name)
    expect(drawer.locator("[data-key=t]")).to_be_visible()
    page.wait_for_timeout(A_MOMENT)
    press(page, "t")
    expect(page.locator("#dialog [data-find]")).to_be_focused()
    press(page, "Escape", "Escape")
    expect(drawer).to_be_hidden()


def test_dialogs_give_the_focus_back_and_settings_are_reached_by_keys(inbox: Page):
    press(inbox, "j")
    first = inbox.locator("[data-row]").first

    press(inbox, "g")
    expect(inbox.locator("#dialog select").first).to_be_focused()
    press(inbox, "Escape")
    expect(first).to_be_focused()
    press(inbox, "?")
    expect(inbox.locator("#keys")).to_be_visible()
    press(inbox, "Escape")
    expect(first).to_be_focused()

    go_to(inbox, "设置")
    inbox.wait_for_url("**/settings/**")
    press(inbox, "Tab", "Enter")
    expect(inbox.locator("#page")).to_be_focused()
    for _ in range(8):
        press(inbox, "Tab")
        seen(inbox)


def missed(page: Page) -> None:
    """The line was down: the list is looked up again."""
    page.evaluate("document.querySelector('#rows').dataset.before = 'yes'")
    page.evaluate("document.dispatchEvent(new CustomEvent('live:resync', {detail: {}}))")
    expect(page.locator("#rows:not([data-before])")).to_be_visible()


def test_several_are_marked_as_read_by_keys_and_every_screen_sees_it(inbox: Page, company: Company):
    page = inbox
    for name, slug in (("桔梗", "jiegeng"), ("半夏", "banxia")):
        meet(company, name, slug, "在吗")
    other = page.context.new_page()
    other.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    listening(other)
    for one in (page, other):
        for name in ("桔梗", "半夏"):
            expect(row(one, name)).to_have_class(UNREAD)

    page.bring_to_front()
    for name in ("桔梗", "半夏"):
        walk_to(page, row(page, name))
        press(page, "x")
    expect(page.locator("[data-bulk-count]")).to_have_text("已选 2 个")
    missed(page)
    expect(page.locator("[data-bulk-count]")).to_have_text("已选 2 个")
    expect(row(page, "半夏")).to_be_focused()

    press(page, "u")
    expect(page.locator("#dialog")).to_contain_text("此操作无法撤销")
    page.wait_for_timeout(A_MOMENT)
    press(page, "Enter")
    expect(page.locator("#dialog")).to_contain_text("2")
    for one in (page, other):
        for name in ("桔梗", "半夏"):
            expect(row(one, name)).not_to_have_class(UNREAD)
    expect(page.locator("#dialog").get_by_role("link", name="关闭")).to_be_focused()
    press(page, "Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page).to_have_url(f"{company.url}/o/hemu/inbox/?tab=all")
    seen(page)


def select_both(page: Page) -> None:
    for name in ("防风", "白及"):
        walk_to(page, row(page, name))
        press(page, "x")
    expect(page.locator("[data-bulk-count]")).to_have_text("已选 2 个")


def go_ahead(page: Page) -> None:
    """Say yes in the dialog, read the report, close it."""
    come_to(page, page.locator("#dialog").get_by_role("button", name="确定"))
    page.wait_for_timeout(A_MOMENT)
    press(page, "Enter")
    expect(page.locator("#dialog")).to_contain_text("已处理 2 个会话")
    expect(page.locator("#dialog").get_by_role("link", name="关闭")).to_be_focused()
    press(page, "Enter")
    expect(page.locator("#dialog")).to_be_hidden()


def test_several_are_handed_over_and_closed_by_keys(inbox: Page, company: Company):
    for name, slug in (("防风", "fangfeng"), ("白及", "baiji")):
        meet(company, name, slug, "在吗")
        expect(row(inbox, name)).to_be_visible()

    select_both(inbox)
    press(inbox, "a")
    chosen = inbox.locator("#dialog select")
    expect(chosen).to_be_focused()
    press(inbox, "ArrowDown")
    colleague = chosen.evaluate("select => select.selectedOptions[0].textContent")
    go_ahead(inbox)
    for name in ("防风", "白及"):
        expect(row(inbox, name)).to_contain_text(colleague)

    select_both(inbox)
    press(inbox, "e")
    expect(chosen).to_be_focused()
    go_ahead(inbox)
    for name in ("防风", "白及"):
        expect(row(inbox, name)).to_have_count(0)
    seen(inbox)
