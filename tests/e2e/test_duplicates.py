"""The queue of possible duplicates: several merged at once, the report, and all of it undone."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Company
from tests.e2e.test_story import sign_in
from tests.support.browser import until_shown
from tests.support.patience import until

pytestmark = pytest.mark.e2e


def test_ticked_pairs_are_merged_together_and_all_of_it_is_undone(page: Page, company: Company):
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/customers/duplicates/")
    pairs = page.locator(".customer-pair")
    shen, he = pairs.filter(has_text="沈嘉宁"), pairs.filter(has_text="何国强")
    for pair in (shen, he):  # found in the background, on a busy machine after the house has opened
        until_shown(page, pair)
    expect(shen).to_contain_text("同一公司内姓名相同")
    expect(he).to_contain_text("手机号相同")
    shen.get_by_role("checkbox").check()
    he.get_by_role("checkbox").check()

    page.locator("#pairs-run").get_by_role("button", name="合并").click()
    page.locator("#confirm-yes").click()

    report = page.locator("#merge-run [role=status]")
    expect(report).to_contain_text("已合并 2 对")
    page.get_by_role("button", name="全部撤销").click()
    page.locator("#confirm-yes").click()

    expect(report).to_contain_text("已撤销 2 次合并")

    def found() -> bool:
        page.goto(f"{company.url}/o/hemu/customers/?q=沈嘉宁")
        return page.locator("[data-row]").filter(has_text="沈嘉宁").count() == 2

    until(found)  # what is searched follows by itself, on a busy machine later than in two seconds
