"""A colleague works without a mouse: the focus is always seen and never lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Company
from tests.e2e.test_inbox import meet
from tests.e2e.test_story import row, step_away

pytestmark = pytest.mark.e2e
SOON = 10_000  # milliseconds
UNREAD = re.compile(r"\bis-unread\b")
SEEN = """() => {
  const focus = document.activeElement;
  if (!focus || focus === document.body) return "nothing has the focus";
  const frame = focus.closest(".cl-comp, .cl-find-bar, .cl-palette") ?? focus;
  const box = focus.getBoundingClientRect();
  if (!focus.checkVisibility() || box.bottom < 0 || box.top > innerHeight) return `out of sight: ${focus.outerHTML}`;
  const looks = [focus, frame].map((one) => getComputedStyle(one));
  const isSeen = looks.some((look) => look.outlineStyle !== "none" || look.boxShadow !== "none");
  return isSeen ? "" : `not told apart: ${focus.outerHTML}`;
}"""


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def seen(page: Page) -> None:
    """Something has the focus, on the screen, with a sign of it."""
    page.wait_for_function(f"() => ({SEEN})() === ''", timeout=SOON)


def go_to(page: Page, words: str) -> None:
    """By the command palette."""
    press(page, "Control+k")
    expect(page.locator("#palette input")).to_be_focused()
    page.keyboard.type(words)
    expect(page.locator("#palette [role=option][aria-selected=true]")).to_contain_text(words, timeout=SOON)
    press(page, "Enter")


def listening(page: Page) -> None:
    """The stream is on, and what came before it has been looked up."""
    expect(page.locator("[data-live][data-state=on]")).to_have_count(1)
    page.wait_for_timeout(1_000)


def enter(page: Page, company: Company) -> None:
    """Sign in."""
    page.goto(company.info()["sign_in_link"])
    expect(page.get_by_role("button", name="登录")).to_be_focused()
    press(page, "Enter")
    page.wait_for_url("**/o/hemu/**")
    step_away(page, company)


def test_dialogs_give_the_focus_back_and_settings_are_reached_by_keys(page: Page, company: Company):
    enter(page, company)
    page.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    listening(page)
    press(page, "j")
    first = page.locator("[data-row]").first

    press(page, "g")
    expect(page.locator("#dialog select").first).to_be_focused(timeout=SOON)
    press(page, "Escape")
    expect(first).to_be_focused()
    press(page, "?")
    expect(page.locator("#keys")).to_be_visible()
    press(page, "Escape")
    expect(first).to_be_focused()

    go_to(page, "设置")
    page.wait_for_url("**/settings/**")
    press(page, "Tab", "Enter")
    expect(page.locator("#page")).to_be_focused()
    for _ in range(8):
        press(page, "Tab")
        seen(page)


def missed(page: Page) -> None:
    """The line was down: the list is looked up again."""
    page.evaluate("document.querySelector('#rows').dataset.before = 'yes'")
    page.evaluate("document.dispatchEvent(new CustomEvent('live:resync', {detail: {}}))")
    expect(page.locator("#rows:not([data-before])")).to_be_visible(timeout=SOON)


def test_several_are_marked_as_read_by_keys_and_every_screen_sees_it(page: Page, company: Company):
    enter(page, company)
    for name, slug in (("桔梗", "jiegeng"), ("半夏", "banxia")):
        meet(company, name, slug, "在吗")
    page.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    other = page.context.new_page()
    other.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    for one in (page, other):
        listening(one)
        for name in ("桔梗", "半夏"):
            expect(row(one, name)).to_have_class(UNREAD, timeout=SOON)

    page.bring_to_front()
    for name in ("桔梗", "半夏"):
        row(page, name).focus()
        press(page, "x")
    expect(page.locator("[data-bulk-count]")).to_have_text("已选 2 个")
    missed(page)
    expect(page.locator("[data-bulk-count]")).to_have_text("已选 2 个")
    expect(row(page, "半夏")).to_be_focused()

    press(page, "u")
    expect(page.locator("#dialog")).to_contain_text("此操作无法撤销", timeout=SOON)
    page.wait_for_timeout(300)  # nobody reads it sooner; htmx takes the form over a moment after it is shown
    press(page, "Enter")
    expect(page.locator("#dialog")).to_contain_text("2", timeout=SOON)
    for one in (page, other):
        for name in ("桔梗", "半夏"):
            expect(row(one, name)).not_to_have_class(UNREAD, timeout=SOON)
    expect(page.locator("#dialog").get_by_role("link", name="关闭")).to_be_focused(timeout=SOON)
    press(page, "Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page).to_have_url(f"{company.url}/o/hemu/inbox/?tab=all")
    seen(page)
