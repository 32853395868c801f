"""Fixtures of the browser tests: one Chromium for the session, one clean context for each test."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from tools.chromium import ARGUMENTS, NoBrowser, ensure_chromium

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
Answer = TypeVar("Answer")
PATIENCE = 60_000  # milliseconds; what comes sooner costs nothing, and a busy machine stands still for a while

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; the test fails, naming the packages, when there is none."""
    try:
        path = ensure_chromium()
    except NoBrowser as error:
        pytest.fail(str(error), pytrace=False)
    # Playwright's loop runs in this thread; Django would take it for asynchronous code of ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@contextmanager
def somebody(browser: Browser) -> Iterator[BrowserContext]:
    """A person with a desk-sized window who reads Chinese: own cookies, nothing remembered."""
    with browser.new_context(viewport=DESK, locale="zh-CN", timezone_id="Asia/Shanghai") as opened:
        opened.set_default_timeout(PATIENCE)
        yield opened


def until_page(page: Page, question: Callable[[], Answer], what: str = "it did not happen in the browser") -> Answer:
    """The first answer that is not empty. The browser goes on meanwhile: what it tells is heard only while one waits
    for it, not while one sleeps.
    """
    end = time.monotonic() + PATIENCE / 1000
    while not (answer := question()):
        assert time.monotonic() < end, what
        page.wait_for_timeout(50)
    return answer


def until_shown(page: Page, wanted: Locator, count: int = 0) -> None:
    """What only a fresh look shows, since nothing renews this page: it is loaded again until it is there, so many
    times if ``count`` says so.
    """

    def is_there() -> bool:
        found = wanted.count()
        return found == count if count else found > 0

    until_page(page, lambda: is_there() or (page.reload() and is_there()), f"no {wanted} at {page.url}")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody; a second person makes one of their own by ``somebody``."""
    with somebody(browser) as opened:
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose own errors fail the test: uncaught exceptions, console errors, breaches of the content policy."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} {message.location.get('url', '')}")

    opened = context.new_page()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", hear)
    yield opened
    assert complaints == [], "the page complained in the browser's console"
