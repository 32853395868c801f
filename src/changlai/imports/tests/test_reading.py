"""Tables of every make come out the same, and hostile files harm nobody."""

import csv
import io
import zipfile
from datetime import datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from changlai.imports.errors import Unreadable
from changlai.imports.reading import find_headers, lines, look
from changlai.kernel import sheets

HEADERS = ["姓名", "手机", "备注"]
ROWS = [["林晓棠", "13800136120", "周末\n来看样"], ["吴佩珊", "13912345678", "a,b;c"]]


def read(path, **wanted):
    headers, rows = lines(path, look(path, wanted))
    return headers, [cells for _, cells in rows]


def csv_file(path, encoding, separator, rows=ROWS):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([HEADERS, *rows])
    path.write_bytes(out.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_text_tables_come_out_the_same(tmp_path, encoding, separator):
    assert read(csv_file(tmp_path / "t.csv", encoding, separator)) == (HEADERS, ROWS)


def xlsx(path, fill):
    with xlsxwriter.Workbook(path) as book:
        fill(book)
    return path


def test_spreadsheet_shows_what_a_person_sees(tmp_path):
    def fill(book):
        hidden = book.add_worksheet("旧")
        hidden.write_row(0, 0, ["不要"])
        sheet = book.add_worksheet("客户")
        sheet.activate()
        sheet.set_first_sheet()
        hidden.hide()
        sheet.merge_range(0, 0, 0, 3, "客户名单")
        sheet.write_row(1, 0, ["姓名", "手机", "生日", "合计"])
        sheet.write_row(2, 0, ["林晓棠", 13800136120])
        sheet.write_datetime(2, 2, datetime(1990, 5, 20), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_formula(2, 3, "=1+1", None, 2)

    found = read(xlsx(tmp_path / "t.xlsx", fill))

    assert found == (["姓名", "手机", "生日", "合计"], [["林晓棠", "13800136120", "1990-05-20", "2"]])


def test_header_without_a_word_takes_that_of_the_merged_row_above(tmp_path):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "公司"])
        sheet.merge_range(0, 2, 0, 3, "联系方式")
        sheet.write_row(1, 2, ["手机", "邮箱"])
        sheet.write_row(2, 0, ["林晓棠", "禾木", "13800136120", "lin@example.com"])

    path = xlsx(tmp_path / "t.xlsx", fill)

    assert read(path, header=2)[0] == ["姓名", "公司", "手机", "邮箱"]


def test_cell_in_the_farthest_corner_does_not_take_all_memory(tmp_path):
    path = xlsx(tmp_path / "t.xlsx", lambda book: book.add_worksheet().write_row(0, 0, HEADERS))
    changed = tmp_path / "far.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for one in source.infolist():
            content = source.read(one)
            if one.filename == "xl/worksheets/sheet1.xml":
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", far)
            target.writestr(one, content)

    with pytest.raises(Unreadable) as refused:
        read(changed)

    assert refused.value.rule == "imports.too_large"


def test_spreadsheet_that_unpacks_to_gigabytes_is_refused(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", "<workbook/>")
        made.writestr("xl/worksheets/sheet1.xml", b" " * (257 * 1024 * 1024))

    with pytest.raises(Unreadable):
        read(path)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 no zip at all", b"", b'a,b\n"never closed' + b"x" * 140_000, b"\x81\x20\xff\xff"]
)
def test_what_is_no_table_is_refused_in_words(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content)

    with pytest.raises(Unreadable) as refused:
        read(path)

    assert str(refused.value.sentence)


def test_headers_are_found_below_a_title(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("2026 年展会名单\n\n姓名,手机\n林晓棠,13800136120\n")

    assert find_headers(path, look(path, {})) == 3


TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cf"]), max_size=20).map(str.strip)


@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from([",", ";", "\t"]))
def test_hostile_cells_go_out_harmless_and_come_in_identical(tmp_path_factory, rows, separator):
    wanted = [row for row in rows if any(row)]
    quoted = [[sheets.cell(text) for text in row] for row in wanted]
    path = csv_file(tmp_path_factory.mktemp("t") / "t.csv", "utf-8", separator, quoted)

    assert read(path, separator=separator, header=1)[1] == wanted
