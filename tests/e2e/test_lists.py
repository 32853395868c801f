"""A manager and a list: conditions, columns, order, a view for the team, a cell changed in its place, deeds with all
that fit and their report, the file. And a salesperson who looks for somebody by a piece of what is known of them."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import ROOT, Company, environment
from tests.e2e.guests import FIRM, FIT, OTHERS, SOURCE
from tests.e2e.keys import press, seen
from tests.e2e.test_story import sign_in
from tests.e2e.test_team import COLLEAGUE, link_for
from tests.support.browser import somebody
from tests.support.patience import until

pytestmark = pytest.mark.e2e
TRADE = "主题民宿"
WANTED, UNWANTED = "民宿展意向", "民宿展已成交"
LIN = "林晓棠"
COLUMNS = ["company.industry", "city", "tags", "owner"]


@pytest.fixture(scope="module")
def guests(company: Company) -> list[int]:
    """Who fits: at a firm of the trade, called twice, with the one tag and without the other. Three more do not fit."""
    trade = company.call("POST", "industries", {"name": TRADE})["id"]
    company.call("POST", "companies", {"name": FIRM, "industry_id": trade})
    group = company.call("POST", "tag-groups", {"name": "民宿展"})["id"]
    wanted, unwanted = (
        company.call("POST", f"tag-groups/{group}/tags", {"name": name})["id"] for name in (WANTED, UNWANTED)
    )
    done = subprocess.run(
        [sys.executable, "-m", "changlai", "shell", "-c", "from tests.e2e import guests; guests.make()"],
        cwd=ROOT, env=environment(company.data), capture_output=True, text=True, check=True,
    )  # fmt: skip
    made: list[int] = json.loads(done.stdout.splitlines()[-1])
    bought = made[FIT + list(OTHERS).index("来宾已经成交")]
    company.call("POST", "customers/tags", {"customer_ids": made, "add": [wanted]})
    company.call("POST", "customers/tags", {"customer_ids": [bought], "add": [unwanted]})
    fitting = [
        {"path": "tags", "any_of": [str(wanted)]},
        {"not": {"path": "tags", "any_of": [str(unwanted)]}},
        {"path": "company.industry", "is": str(trade)},
        {"path": "activity", "did": {"kinds": ["call"], "times": 2, "days": 30}},
    ]
    asked = {"filter": {"all": fitting}}
    # What is counted is gathered in the background; the dialog that shows the count does not ask again by itself.
    until(lambda: company.call("POST", "filters/customer/check", asked)["count"] == FIT)
    return made[:FIT]


@pytest.fixture
def colleague(browser: Browser, company: Company) -> Iterator[Page]:
    """唐悦, in a browser of her own."""
    with somebody(browser) as context:
        page = context.new_page()
        page.goto(link_for(company, COLLEAGUE))
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/o/hemu/**")
        yield page


def condition(page: Page, number: int, path: str, operator: str) -> Locator:
    """The builder's line of this number, asking this; every choice draws it anew."""
    lines = page.locator("#dialog .records-line")
    if number > 1:
        page.locator("#dialog .records-group-f").get_by_role("button", name="条件", exact=True).click()
    expect(lines).to_have_count(number)
    lines.last.locator("select").nth(0).select_option(path)
    lines.last.locator("select").nth(1).select_option(operator)
    return lines.last


def pick(line: Locator, *names: str) -> None:
    """Of what is offered for a condition."""
    line.locator("summary").click()
    for name in names:
        line.locator(".records-pick-list label", has_text=re.compile(f"^{name}$")).click()
    line.locator("summary").click()


def names(page: Page) -> Locator:
    return page.locator("#records-body [data-row] .records-name")


def cell(page: Page, name: str, path: str) -> Locator:
    return page.locator("#records-body [data-row]", has_text=name).locator(f"td[data-path='{path}']")


def ask_for_guests(page: Page, count: int) -> None:
    """One tag and not the other, an industry of the company, and what they did."""
    press(page, "f")
    expect(page.locator("#dialog .records-line")).to_have_count(1)
    pick(condition(page, 1, "tags", "any_of"), WANTED)
    pick(condition(page, 2, "tags", "none_of"), UNWANTED)
    pick(condition(page, 3, "company.industry", "any_of"), TRADE)
    called = condition(page, 4, "activity", "did")
    pick(called, "通话")
    called.get_by_label("次", exact=True).fill("2")
    expect(page.locator("#dialog [data-live-count]")).to_have_text(f"{count} 条符合")
    page.locator("#dialog").get_by_role("button", name="筛选").click()
    expect(page.locator(".records-cond")).to_have_count(4)
    expect(page.locator("#records-body")).to_contain_text(f"共 {count} 条")


def choose_columns(page: Page, name: str) -> None:
    page.get_by_role("link", name="列", exact=True).click()
    dialog = page.locator("#dialog")
    dialog.get_by_role("searchbox").fill(name)
    dialog.locator("label[data-name]:visible", has_text=re.compile(f"^{name}$")).click()
    dialog.get_by_role("button", name="显示这些列").click()


def test_manager_filters_chooses_columns_sorts_and_keeps_it_for_the_team(
    page: Page, colleague: Page, company: Company, guests: list[int]
):
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/customers/")
    ask_for_guests(page, len(guests))
    choose_columns(page, "行业")
    expect(cell(page, "来宾", "company.industry").first).to_have_text(TRADE)
    page.locator("th.records-name a").click()
    expect(names(page).first).to_contain_text("来宾01")
    page.locator("th.records-name a").click()
    expect(names(page).first).to_contain_text(f"来宾{FIT}")

    page.get_by_role("link", name="另存为视图").click()
    page.get_by_label("视图名称").fill("民宿展待跟进")
    page.locator("#dialog").get_by_label("团队视图").check()
    page.locator("#dialog").get_by_role("button", name="保存").click()
    expect(page.locator("#shelves [aria-current=page]")).to_contain_text("民宿展待跟进")

    colleague.goto(f"{company.url}/o/hemu/customers/")
    colleague.locator("#shelves").get_by_role("link", name="民宿展待跟进").click()
    expect(colleague.locator(".records-cond")).to_have_count(4)
    expect(names(colleague).first).to_contain_text(f"来宾{FIT}")
    expect(cell(colleague, f"来宾{FIT}", "company.industry")).to_have_text(TRADE)


def shelf(page: Page, company: Company, name: str) -> None:
    """A list of the guests, kept by a program, opened by 孟佳."""
    view = {"name": name, "filter": {"path": "source", "is": SOURCE}, "columns": COLUMNS, "order": "name"}
    kept = company.call("POST", "records/customer/views", view)
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/customers/?view={kept['id']}")
    expect(names(page)).to_have_count(50)


def test_cell_is_changed_in_its_place_with_the_hand_on_the_keys(page: Page, company: Company, guests: list[int]):
    shelf(page, company, "民宿展改城市")
    city = cell(page, "来宾03", "city")

    city.dblclick()
    expect(city.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("绍兴")
    press(page, "Enter")
    expect(city).to_have_text("绍兴")
    expect(cell(page, "来宾03", "name").get_by_role("link")).to_be_focused()

    city.dblclick()
    expect(city.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("不要")
    press(page, "Escape")
    expect(city).to_have_text("绍兴")
    expect(cell(page, "来宾03", "name").get_by_role("link")).to_be_focused()
    seen(page)


def begin(page: Page, deed: str) -> Locator:
    """Ask for a deed with what is selected; the dialog."""
    button = page.locator(f"[data-deed='{deed}']")
    if not button.is_visible():
        page.locator("[data-bar] summary[aria-label=更多]").click()
    button.click()
    expect(page.locator("#dialog .cl-dialog-foot .btn-primary")).to_be_visible()
    return page.locator("#dialog")


def done(page: Page, count: int, failed: int = 0) -> None:
    """Go ahead, read the report, close it: the list is drawn anew and nothing is selected."""
    dialog = page.locator("#dialog")
    dialog.get_by_role("button", name=re.compile("^对 .* 条执行$")).click()
    expect(dialog).to_contain_text(f"成功 {count} 条")
    if failed:
        expect(dialog).to_contain_text(f"失败 {failed} 条")
        expect(dialog.locator(".records-reasons")).to_contain_text("这条记录已不存在，或你已看不到它。")
    dialog.get_by_role("link", name="关闭").click()
    expect(page.locator("[data-bar]")).to_be_hidden()


def select_all(page: Page, count: int) -> None:
    page.get_by_role("checkbox", name="选中本页").check()
    page.get_by_role("button", name="选择全部结果").click()
    expect(page.locator("[data-said]")).to_have_text(f"已选择全部 {count} 条结果")


def test_all_results_are_handed_over_tagged_set_and_exported(page: Page, company: Company, guests: list[int]):
    shelf(page, company, "民宿展来宾")
    everybody = FIT + len(OTHERS)

    select_all(page, everybody)
    begin(page, "customers.assign").locator("select").select_option(label="李牧")
    done(page, everybody)
    expect(cell(page, "来宾01", "owner")).to_contain_text("李牧")

    select_all(page, everybody)
    begin(page, "tags.add").get_by_text("沙发", exact=True).click()
    done(page, everybody)
    expect(cell(page, "来宾01", "tags")).to_contain_text("沙发")

    page.get_by_role("checkbox", name="选中本页").check()
    dialog = begin(page, "customer.set")
    dialog.locator("#id_path").select_option("city")
    expect(dialog.locator("#id_value")).to_be_visible()
    dialog.locator("#id_value").fill("湖州")
    company.call("POST", f"customers/{guests[9]}/bin", {"reason": "录重了"})
    done(page, 49, failed=1)
    expect(cell(page, "来宾01", "city")).to_have_text("湖州")

    page.locator(".records-filters summary[aria-label=导出]").click()
    page.get_by_role("button", name="全部结果导出为 CSV").click()
    page.wait_for_url("**/exports/")
    first = page.locator("#exports tbody tr").first
    with page.expect_download() as file:
        first.get_by_role("button", name="下载").click()
    table = Path(file.value.path()).read_text(encoding="utf-8-sig")
    assert len(re.findall("来宾", table)) == everybody - 1
    assert re.search(r"由 孟佳（成员 \d+）于 .* 从“禾木家居”导出", table), table[-300:]


def found(page: Page, words: str) -> Locator:
    """The open palette asked for these words; the first line that is about 林晓棠."""
    page.locator("#palette [role=combobox]").fill(words)
    hit = page.locator("#palette [data-hit]", has_text=LIN).first
    expect(hit).to_be_visible()
    return hit


def test_customer_is_found_by_pieces_and_a_look_at_the_number_is_written_down(page: Page, company: Company):
    lin = company.call("GET", f"search?kind=customer&q={quote(LIN)}", {})["items"][0]["id"]
    company.call("POST", f"customers/{lin}/contacts", {"kind": "phone", "value": "13757177306"})
    order = company.call("GET", f"orders?customer_id={lin}", {})["items"][0]["number"]
    until(lambda: company.call("GET", "search?kind=customer&q=77306", {})["items"])  # it follows within two seconds
    sign_in(page, company)

    press(page, "Control+k")
    expect(page.locator("#palette [role=combobox]")).to_be_focused()
    found(page, "晓棠")
    found(page, order)
    found(page, "77306").click()

    page.wait_for_url(f"**/customers/{lin}/**")
    line = page.locator("#customer-identities .cl-id", has_text="137****7306")
    expect(line).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("13757177306")
    line.get_by_role("button", name="查看完整内容").click()
    identities = page.locator("#customer-identities")
    expect(identities).to_contain_text("13757177306")
    company.call("POST", f"customers/{lin}/contacts", {"kind": "email", "value": "lin@example.com"})
    expect(identities).to_contain_text("example.com")  # the page follows, and what is shown stays
    expect(identities).to_contain_text("13757177306")

    page.goto(f"{company.url}/o/hemu/settings/audit/")
    expect(page.locator("tbody tr").nth(1)).to_contain_text("孟佳")
    expect(page.locator("tbody tr").nth(1)).to_contain_text("查看了被隐藏的手机号或邮箱")
