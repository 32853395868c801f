"""A colleague is told: the bell counts, the tab says so, and the platform's client leads to the record."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Company
from tests.e2e.test_story import sign_in
from tests.support.patience import until

pytestmark = pytest.mark.e2e
TRIAL = "这是一条试发的通知"  # in office hours customers of the demo begin to wait too long, and that rings as well


def unread(page: Page) -> int:
    """What the bell counts."""
    count = page.locator("#bell .cl-count")
    return int(count.inner_text()) if count.count() else 0


def test_what_happens_in_one_tab_rings_in_another(page: Page, context: BrowserContext, company: Company):
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/notices/")
    if page.get_by_role("button", name="全部标为已读").count():
        page.get_by_role("button", name="全部标为已读").first.click()
    expect(page.locator("#bell .cl-count")).to_have_count(0)
    other = context.new_page()
    other.goto(f"{company.url}/o/hemu/notices/choices/")

    other.get_by_role("button", name="发一条试试").click()

    expect(page.locator("#bell .cl-count")).to_be_visible()
    expect(page).to_have_title(re.compile(r"^\([1-9]\) "))
    page.locator(".cl-bell summary").click()
    trial = page.locator(".cl-bell-item").filter(has_text=TRIAL).first
    expect(trial).to_be_visible()
    rung = unread(page)
    trial.click()
    expect(page).to_have_url(re.compile("/notices/choices/"))
    until(lambda: unread(page) < rung)
    until(lambda: unread(other) < rung)


def test_platforms_client_shows_the_same_and_leads_to_it(page: Page, company: Company):
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/notices/choices/")
    page.get_by_role("button", name="发一条试试").click()
    corpid = next(one["settings"]["corpid"] for one in company.channels if "corpid" in one["settings"])

    def cards() -> int:
        page.goto(f"{company.sandbox}/client/{corpid}/mengjia")
        return page.get_by_text(TRIAL).count()

    until(cards)
    with page.expect_popup() as opened:
        page.locator(".card").filter(has_text=TRIAL).locator("a").first.click()

    told = opened.value
    expect(told).to_have_url(re.compile("/o/hemu/notices/"))
    if "/choices/" not in told.url:  # another notice came with it: the card leads to both
        told.get_by_role("link").filter(has_text=TRIAL).first.click()
    expect(told).to_have_url(re.compile("/o/hemu/notices/choices/"))
