"""One customer, two browsers: tags in step with WeCom, own fields, notes; a colleague sees changes as they happen."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Company
from tests.e2e.test_story import sign_in
from tests.support.browser import PHONE, somebody, until_shown
from tests.support.patience import until

pytestmark = pytest.mark.e2e
LIN = "林晓棠"


@pytest.fixture
def colleague(browser: Browser, company: Company) -> Iterator[Page]:
    """Somebody else's browser, signed in."""
    with somebody(browser) as context:
        opened = context.new_page()
        sign_in(opened, company)
        yield opened


def open_customer(page: Page, company: Company, name: str = LIN) -> None:
    page.goto(f"{company.url}/o/hemu/customers/?q={name}")
    link = page.get_by_role("link", name=re.compile(name))
    until_shown(page, link)
    link.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#customer-tags")).to_be_visible()


def tags_on_platform(company: Company) -> list[str]:
    """The ids of the tags on 李牧's relation with her, as the platform has them now."""
    time.sleep(1)  # asking is editing here, and every edit is an event
    answer = company.order("members/limu/edit_customer", {"person": "linxiaotang", "description": "老客户"})
    return list(answer["tag_ids"])


def test_tags_go_both_ways_and_a_colleague_sees_them_come_and_go(page: Page, colleague: Page, company: Company):
    sign_in(page, company)
    open_customer(page, company)
    open_customer(colleague, company)
    until(lambda: len(tags_on_platform(company)) >= 4)
    before = set(tags_on_platform(company))

    page.locator(".cl-tag-add").click()
    page.locator("#dialog").get_by_text("沙发", exact=True).click()
    page.locator("#dialog").get_by_role("button", name="保存").click()

    for one in (page, colleague):
        expect(one.locator("#customer-tags")).to_contain_text("沙发")
        expect(one.locator(".cl-tl")).to_contain_text("打上标签 沙发")
    until(lambda: len(set(tags_on_platform(company)) - before) == 1)

    (sofa,) = set(tags_on_platform(company)) - before
    left = [tag for tag in tags_on_platform(company) if tag != sofa]
    company.order("members/limu/edit_customer", {"person": "linxiaotang", "tag_ids": left})
    expect(colleague.locator("#customer-tags")).not_to_contain_text("沙发")
    expect(colleague.locator(".cl-tl")).to_contain_text("移除标签 沙发")


def test_what_a_colleague_changes_comes_to_the_open_record_but_not_into_an_open_form(
    page: Page, colleague: Page, company: Company
):
    for one in (page, colleague):
        sign_in(one, company)
        open_customer(one, company)

    page.locator("#customer-basics .cl-sec-h a").click()
    page.locator("#customer-basics [name=city]").fill("宁波")
    page.locator("#customer-basics").get_by_role("button", name="保存").click()
    expect(colleague.locator("#customer-basics")).to_contain_text("宁波")

    colleague.locator("#customer-basics .cl-sec-h a").click()
    colleague.locator("#customer-basics [name=address]").fill("江北区")
    page.locator("#customer-name a").click()
    page.locator("#customer-name [name=name]").fill(f"{LIN}女士")
    page.locator("#customer-name").get_by_role("button", name="保存").click()
    expect(colleague.locator("#customer-name")).to_contain_text(f"{LIN}女士")
    expect(colleague.locator("#customer-basics [name=address]")).to_have_value("江北区")
    colleague.locator("#customer-basics").get_by_role("button", name="保存").click()
    expect(page.locator("#customer-basics")).to_contain_text("江北区")

    page.locator("#customer-name a").click()
    page.locator("#customer-name [name=name]").fill(LIN)
    page.locator("#customer-name").get_by_role("button", name="保存").click()
    expect(colleague.locator("#customer-name")).not_to_contain_text("女士")


def test_tag_made_on_the_platform_stands_in_the_library(page: Page, company: Company):
    sign_in(page, company)

    company.order("tags", {"change": "create", "group": "会员等级", "name": "银卡会员"})

    def is_there() -> bool:
        page.goto(f"{company.url}/o/hemu/tags/")
        return page.get_by_text("银卡会员").count() == 1

    until(is_there)


def test_own_fields_are_changed_in_their_place_and_wrong_ones_explained(colleague: Page, company: Company):
    page = colleague  # a refused form is an error in the console, which the other page may not have
    open_customer(page, company)
    page.get_by_label("修改“装修信息”").click()

    page.get_by_label("预算").fill("六千")
    page.locator("form[id^=own-section] .btn-primary").click()
    expect(page.locator("form[id^=own-section]")).to_contain_text("金额格式不对")
    page.get_by_label("预算").fill("8000")
    page.locator("form[id^=own-section] .btn-primary").click()

    expect(page.locator("[id^=own-section]")).to_contain_text("8,000")
    expect(page.locator(".cl-tl")).to_contain_text("预算 改为")


def test_note_mentions_a_colleague_and_is_pinned_and_changed(page: Page, colleague: Page, company: Company):
    sign_in(page, company)
    open_customer(page, company)
    open_customer(colleague, company)

    area = page.locator("#id_text")
    area.press_sequentially("@唐")
    area.press("Enter")
    area.press_sequentially("样床留到周六")
    page.locator(".customer-note button").click()
    expect(colleague.locator(".cl-tl")).to_contain_text("@唐悦 样床留到周六")

    entry = page.locator(".cl-tl-i", has_text="样床留到周六")
    entry.get_by_text("置顶", exact=True).click()
    expect(page.locator(".customer-pinned")).to_contain_text("样床留到周六")
    page.locator(".cl-tl-i", has_text="样床留到周六").get_by_text("编辑", exact=True).click()
    page.locator("#dialog textarea").fill("样床留到周日")
    page.locator("#dialog").get_by_role("button", name="保存").click()
    expect(colleague.locator(".cl-tl")).to_contain_text("样床留到周日")


def test_customer_opens_in_a_drawer_over_the_list_and_is_made_by_hand(page: Page, company: Company):
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/customers/")
    page.get_by_role("link", name=re.compile(LIN)).first.click()
    expect(page.locator("#drawer")).to_contain_text("打开客户页")
    assert "/customers/?" in page.url or page.url.endswith("/customers/")

    link = page.locator("#drawer").get_by_role("link", name="打开客户页").get_attribute("href") or ""
    number = re.findall(r"/customers/(\d+)/", link)[0]
    expect(page.locator("[data-live][data-state=on]")).to_have_count(1)
    company.call("POST", f"customers/{number}/notes", {"text": "程序刚记下的一句"})
    expect(page.locator("#customer-peek-latest")).to_contain_text("程序刚记下的一句")

    page.goto(f"{company.url}/o/hemu/customers/new/")
    page.get_by_label("客户名称").fill("赵一手")
    page.get_by_label("手机").first.fill("13900139000")
    page.get_by_role("button", name="新建客户").click()
    expect(page.locator("h1")).to_contain_text("赵一手")
    expect(page.locator("body")).to_contain_text("139****9000")


def test_customer_page_works_on_a_phone(page: Page, company: Company):
    sign_in(page, company)
    open_customer(page, company)
    page.set_viewport_size(PHONE)

    expect(page.locator("#customer-tags")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
