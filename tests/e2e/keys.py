"""A colleague without a mouse: what browser tests of keys press, and what they look at."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Company
from tests.e2e.test_story import row, sign_in
from tests.support.browser import PATIENCE

A_MOMENT = 300  # milliseconds: htmx takes markup over a moment after it is shown; nobody reads it sooner
BEFORE_FOCUS = """row => {
  const focus = document.activeElement.closest("[data-row]") ?? document.querySelector("[data-row].is-on");
  return focus !== null && Boolean(row.compareDocumentPosition(focus) & Node.DOCUMENT_POSITION_FOLLOWING);
}"""
SEEN = """() => {
  const focus = document.activeElement;
  if (!focus || focus === document.body) return "nothing has the focus";
  const frame = focus.closest(".cl-comp, .cl-find-bar, .cl-palette, label") ?? focus;
  const box = (focus.matches(".cl-hush") ? frame : focus).getBoundingClientRect();
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
    end = time.monotonic() + PATIENCE / 1000
    while why := page.evaluate(SEEN):
        assert time.monotonic() < end, why
        page.wait_for_timeout(100)


def come_to(page: Page, target: Locator, by: str = "Tab") -> None:
    """Press a key until it is there; what is on the way is seen."""
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        press(page, by)
        seen(page)
    raise AssertionError(f"no way there by {by}")


def go_to(page: Page, words: str) -> None:
    """By the command palette."""
    press(page, "Control+k")
    expect(page.locator("#palette input")).to_be_focused()
    page.keyboard.type(words)
    expect(page.locator("#palette [role=option][aria-selected=true]")).to_contain_text(words)
    press(page, "Enter")


TOLD = """() => Object.fromEntries(
  [...document.querySelectorAll("#keys-list > div:not([hidden])")].map((line) => {
    const keys = [...line.querySelectorAll(".cl-kbd")].map((key) => key.textContent);
    return [keys.join(" "), line.querySelector("dt").textContent];
  }))"""


def told(page: Page) -> dict[str, str]:
    """The list of keys as ? shows it: what each does, by the key; it is closed again."""
    press(page, "?")
    expect(page.locator("#keys")).to_be_visible()
    found: dict[str, str] = page.evaluate(TOLD)
    press(page, "Escape")
    expect(page.locator("#keys")).to_be_hidden()
    return found


def listening(page: Page) -> None:
    """The stream is on, and what came before it has been looked up."""
    expect(page.locator("[data-live][data-state=on]")).to_have_count(1)
    page.wait_for_timeout(1_000)


@pytest.fixture
def inbox(page: Page, company: Company) -> Page:
    """All conversations, before 孟佳."""
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    listening(page)
    return page


def opened(page: Page, name: str) -> None:
    """J to the row, Enter."""
    expect(row(page, name)).to_be_visible()
    walk_to(page, row(page, name))
    press(page, "Enter")
    expect(page.locator("#work h2")).to_contain_text(name)
    expect(page.locator("#composer.is-alive")).to_be_visible()


def walk_to(page: Page, target: Locator) -> None:
    """J or K, whichever leads there."""
    come_to(page, target, by="k" if target.evaluate(BEFORE_FOCUS) else "j")


def choose(page: Page, key: str, words: str) -> None:
    """A menu's key, arrows to the line, Enter; the focus stays somewhere in sight.

    What was chosen before is answered first: its answer draws the menus anew.
    """
    expect(page.locator(".htmx-request")).to_have_count(0)
    press(page, key)
    line = page.locator(f"details[data-key={key}] .cl-menu-item:visible", has_text=words)
    expect(line).to_be_visible()
    come_to(page, line, by="ArrowDown")
    press(page, "Enter")
    page.wait_for_timeout(A_MOMENT)


@contextmanager
def fresh_threads(company: Company) -> Iterator[None]:
    """Who writes after the end begins anew, instead of going on where it ended."""
    service: dict[str, Any] = company.call("GET", "desk", {})
    company.call("PUT", "desk", service | {"reopen_days": 0})
    yield
    company.call("PUT", "desk", service)
