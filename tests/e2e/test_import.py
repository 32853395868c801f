"""A table comes in, from the file a colleague drops to the report and back."""

import base64
import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Company
from tests.e2e.test_story import sign_in

pytestmark = pytest.mark.e2e
HEADERS = ("客户姓名", "联系手机", "工作单位", "所在城市", "订单编号", "合同金额", "下单日期", "沟通记录", "接头暗号")
GUESSED = ("name", "phone", "company", "city", "order.number", "order.amount", "order.placed_at", "note.text", "")
ROWS = (
    ("简书宁", "13967120401", "青禾民宿", "杭州", "HT-7001", "12800.00", "2026-03-02", "想换二十张床垫", "南山路 9 号"),
    ("施明远", "1396712040", "青禾民宿", "杭州", "HT-7002", "8600.00", "2026-03-03", "", "南山路 11 号"),
    ("苗可心", "139-6712", "", "绍兴", "", "", "", "只留了半个号码", "解放路 3 号"),
    ("雅文", "13916330587", "", "苏州", "", "", "", "展会上又见面", "平江路 21 号"),
)
MANY = 3_000  # enough to be seen on the way


def test_a_semicolon_table_is_guessed_mended_kept_and_reported(  # noqa: PLR0915 - the whole story
    page: Page, company: Company, tmp_path: Path
):
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/imports/")
    drop(page, "广交会名片.csv", "\r\n".join(map(";".join, (HEADERS, *ROWS))).encode("gb18030"))

    # the columns: guessed, one set by hand, kept as a template
    expect(page.locator("select[name=c0]")).to_be_visible()
    assert tuple(page.locator(f"select[name=c{place}]").input_value() for place in range(len(HEADERS))) == GUESSED
    page.locator("select[name=c8]").select_option("address")
    page.get_by_label("数据来源").fill("广交会")
    page.get_by_label("保存为模板").fill("广交会名片")
    page.get_by_role("button", name="检查数据").click()

    # the preview: what is wrong and why; one of the two is mended in its place
    wrong = page.locator("#import-wrong")
    expect(wrong).to_contain_text("有 2 行存在错误")
    for number in (3, 4):
        expect(grid_row(page, number)).to_contain_text("这不是有效的手机号")
    start = page.locator("#import-start button")
    expect(start).to_have_text("导入 2 行")
    grid_row(page, 3).locator("input[name=text]").fill("13967120402")
    page.keyboard.press("Enter")
    expect(wrong).to_contain_text("有 1 行存在错误")
    expect(start).to_have_text("导入 3 行")
    expect(chip(page, "只看错误")).to_have_text("只看错误 1")
    expect(chip(page, "只看错误")).to_have_attribute("aria-current", "true")

    # the duplicate: whom it means, and what becomes of it
    chip(page, "只看重复").click()
    twin = grid_row(page, 5)
    expect(twin).to_contain_text("郑雅文")
    expect(twin.get_by_role("radio", name="只补充空白字段")).to_be_checked()
    twin.get_by_text("覆盖", exact=True).click()
    expect(chip(page, "只看重复")).to_have_attribute("aria-current", "true")
    expect(grid_row(page, 5).get_by_role("radio", name="覆盖")).to_be_checked()

    # the report; what is not in goes out as a file with its reason
    start.click()
    expect(page.locator("#import")).to_contain_text("导入完成，报告会保留在这里")
    assert figures(page) == {"新建": "2", "更新": "1", "未导入": "1"}
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载失败的行").click()
    waiting.value.save_as(tmp_path / "failed.csv")
    head, *failed = csv.reader(io.StringIO((tmp_path / "failed.csv").read_text("utf-8-sig")))
    assert [len(failed), failed[0][:2], head[:-1]] == [1, ["苗可心", "139-6712"], list(HEADERS)]
    assert failed[0][-1]

    # another table of the same make, as a spreadsheet, is known by its headers
    page.goto(f"{company.url}/o/hemu/imports/")
    drop(page, "秋季广交会.xlsx", sheet((HEADERS, ROWS[0])))
    expect(page.locator("#import")).to_contain_text("已识别模板“广交会名片”")
    expect(page.locator("select[name=c8]")).to_have_value("address")


def test_a_spreadsheet_runs_with_progress_and_is_taken_back(page: Page, company: Company):
    people = [(f"访客{at:04}", f"1376712{at:04}", "宁波") for at in range(MANY)]
    sign_in(page, company)
    page.goto(f"{company.url}/o/hemu/imports/")
    drop(page, "访客名单.xlsx", sheet((("姓名", "手机", "城市"), *people)))

    page.get_by_label("数据来源").fill("访客登记")
    page.get_by_role("button", name="检查数据").click()
    page.get_by_role("button", name="导入 3,000 行").click()
    expect(page.get_by_role("progressbar", name="已导入")).to_be_visible()

    expect(page.locator("#import")).to_contain_text("导入完成")
    assert figures(page) == {"新建": "3,000"}
    page.get_by_role("button", name="撤销导入").click()
    page.locator("#confirm-yes").click()
    expect(page.locator("#import")).to_contain_text("已撤销：本次导入新建的记录已删除")
    page.goto(f"{company.url}/o/hemu/customers/?q=访客0007")
    expect(page.locator("[data-row]")).to_have_count(0)


def drop(page: Page, name: str, content: bytes) -> None:
    """Drag a file over the page and let it go, as from a folder."""
    held = page.evaluate_handle(
        """([name, content]) => {
            const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([bytes], name));
            return (type) => {
                const drag = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
                document.body.dispatchEvent(drag);
                return Boolean(document.querySelector(".import-drop.is-over"));
            };
        }""",
        [name, base64.b64encode(content).decode()],
    )
    page.wait_for_function("drag => drag('dragover')", arg=held)  # the script that answers may still be on the way
    page.evaluate("drag => { drag('drop'); }", held)
    page.wait_for_url(re.compile(r"/imports/[0-9]+/$"))


def sheet(rows: Sequence[Sequence[str]]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        page = book.add_worksheet("名单")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return held.getvalue()


def grid_row(page: Page, number: int) -> Locator:
    return page.locator(f"#row-{number}")


def chip(page: Page, words: str) -> Locator:
    return page.locator("#import-filters a", has_text=words)


def figures(page: Page) -> dict[str, str]:
    """What the report counts, in its own words."""
    told = page.locator(".import-figs div")
    return {
        one.locator("dt").inner_text(): one.locator("dd").inner_text() for one in map(told.nth, range(told.count()))
    }
