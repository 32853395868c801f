"""Two companies become one and two again; one waits in the bin and comes back."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Company
from tests.e2e.test_story import sign_in
from tests.support.browser import until_shown

pytestmark = pytest.mark.e2e
KNOWN, TWIN = "上海橙帆网络科技有限公司", "橙帆网络科技"
SHOP = "宁波禾木家居商贸有限公司"


def test_two_companies_are_compared_merged_and_two_again(page: Page, company: Company):
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/companies/duplicates/")
    pair = page.locator(".company-pair").filter(has_text=KNOWN)
    until_shown(page, pair)
    expect(pair).to_contain_text(TWIN)
    pair.get_by_role("link", name="对照").click()

    # what stays is chosen fact by fact; below stands what moves
    sides = page.locator(".customer-sides")
    expect(sides.get_by_role("row", name="备注")).to_contain_text("1")
    page.get_by_role("columnheader", name=KNOWN).get_by_role("radio").check()
    sides.get_by_role("row", name="公司名称").get_by_role("radio", name=TWIN, exact=True).check()
    page.get_by_role("button", name="合并这两家公司").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(TWIN)
    expect(page.locator(".company-merged")).to_contain_text("已并入")
    expect(page.locator(".company-kept")).to_contain_text("20 把办公椅")
    expect(page.locator(".cl-rec-side")).to_contain_text("互联网与软件")
    page.locator(".company-merged").get_by_role("link", name="撤销").click()
    expect(sides.get_by_role("columnheader", name="恢复")).to_contain_text(TWIN)
    page.get_by_role("button", name="撤销这次合并").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(KNOWN)
    expect(page.locator(".company-kept")).to_have_count(0)
    page.goto(f"{company.url}/o/hemu/companies/duplicates/")
    expect(page.locator("#duplicates")).to_be_visible()
    expect(page.locator(".company-pair").filter(has_text=KNOWN)).to_have_count(0)


def test_a_company_waits_in_the_bin_and_comes_back(page: Page, company: Company):
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/companies/")
    row = page.locator("[data-row]").filter(has_text=SHOP)
    row.get_by_role("link", name=SHOP).focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="移入回收站").click()
    page.locator("#dialog textarea, #dialog input[name=reason]").fill("登记重复")
    page.locator("#dialog").get_by_role("button", name="移入回收站").click()

    expect(page.locator("main")).to_contain_text(f"{SHOP}在回收站中")
    page.goto(f"{company.url}/o/hemu/companies/")
    expect(page.locator("[data-row]").first).to_be_visible()
    expect(row).to_have_count(0)

    page.goto(f"{company.url}/o/hemu/companies/bin/")
    expect(row).to_contain_text("登记重复")
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("#bin")).to_contain_text("回收站是空的")
    page.goto(f"{company.url}/o/hemu/companies/")
    expect(row).to_be_visible()
