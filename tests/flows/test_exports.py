"""A list as a file: whole, once, harmless, for whom it is meant, whatever dies meanwhile."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from changlai.accounts import actions as accounts
from changlai.accounts.enums import ExportState
from changlai.customers.models import Customer
from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel import apart, files
from changlai.kernel.models import AuditEntry
from changlai.kernel.sheets import is_mark, typed
from changlai.kernel.tenancy import scope
from changlai.records import actions, sheets_out
from changlai.records.actions import Wish, export_work
from changlai.records.enums import SheetFormat
from changlai.records.errors import CannotExport, ListExportGone, ListExportUnderWay
from changlai.records.jobs import exports as export_jobs
from changlai.records.models import ExportBatch, ListExport
from tests.support.house import found_firm, hire, work

pytestmark = pytest.mark.django_db(transaction=True)

HOSTILE = (
    "=1+1",
    "'=1+1",
    "''=1+1",
    "+8613800138000",
    "@SUM(A1)",
    "-2+3",
    "＝cmd|' /C calc'!A0",
    "a\nb",
    'q"uote',
    "| x",
)


@pytest.fixture
def firm():
    return found_firm()


def begin(firm, form=SheetFormat.CSV, *, by=None, **wish):
    with scope(firm.id):
        made = Wish("customer", form, **wish)
        return actions.begin_list_export(made, by=by or firm.admin, now=timezone.now())


def refreshed(firm, export):
    with scope(firm.id):
        return ListExport.objects.select_related("file").get(pk=export.pk)


def content(firm, export) -> bytes:
    found = refreshed(firm, export)
    assert found.state == ExportState.DONE, found.error
    return files.read(found.file)


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def xlsx_rows(data: bytes) -> list[list[str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [[str(one) for one in row] for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]


@pytest.mark.parametrize("form", list(SheetFormat))
def test_hostile_names_are_harmless_and_come_back_as_they_were(firm, form):
    for name in HOSTILE:
        make_customer(firm, name)

    export = begin(firm, form, columns=["created_at"], order="created_at")
    work(["exports"])
    data = content(firm, export)
    rows = csv_rows(data) if form == SheetFormat.CSV else xlsx_rows(data)

    with scope(firm.id):
        held = set(Customer.objects.values_list("name", flat=True))
    assert not [row[0] for row in rows[1:] if row[0].lstrip().startswith(("=", "+", "-", "@", "＝", "|"))]
    assert {typed(row[0]) for row in rows[1:] if not is_mark(row)} == held
    assert len(rows) == 1 + len(HOSTILE) + 1
    assert is_mark(rows[-1])
    assert firm.admin.name in rows[-1][0]


def test_file_holds_filter_order_and_columns_and_is_written_down(firm):
    for name, city in (("Bo", "杭州"), ("Ann", "上海"), ("Cy", "杭州")):
        customer = make_customer(firm, name)
        with scope(firm.id):
            Customer.objects.filter(pk=customer.pk).update(city=city)

    tree = {"all": [{"path": "city", "is": "杭州"}]}
    export = begin(firm, filter=tree, columns=["city"], order="-created_at")
    work(["exports"])

    rows = csv_rows(content(firm, export))
    assert rows[1:-1] == [["Cy", "杭州"], ["Bo", "杭州"]]
    with scope(firm.id):
        written = AuditEntry.objects.get(action="records.exported")
    assert (written.changes["count"], written.changes["columns"], written.actor_id) == (2, ["city"], firm.admin.pk)
    assert "杭州" in written.changes["filter"]


def test_ticked_records_keep_their_order_and_what_is_gone_is_counted(firm):
    one, _two, three = (make_customer(firm, name) for name in ("One", "Two", "Three"))

    export = begin(firm, ids=[three.pk, 987654, one.pk])
    work(["exports"])

    assert [row[0] for row in csv_rows(content(firm, export))[1:-1]] == ["Three", "One"]
    assert (refreshed(firm, export).done_count, refreshed(firm, export).left_out_count) == (2, 1)


def test_phones_are_masked_for_who_sees_them_masked(firm):
    lin = make_customer(firm, "Lin", phone="+8613800138042")
    export = begin(firm, columns=["phone"])
    work(["exports"])
    masked = csv_rows(content(firm, export))[1]

    assert (lin.name, masked) == ("Lin", ["Lin", "138****8042"])


def test_killed_in_the_middle_it_goes_on_and_every_record_is_there_once(firm, monkeypatch):
    monkeypatch.setattr(export_work, "EXPORT_BATCH", 3)
    names = {f"C{number:02}" for number in range(10)}
    for name in sorted(names):
        make_customer(firm, name)
    export = begin(firm)

    with scope(firm.id):
        assert actions.read_on(export_id=export.pk)  # frozen
        assert actions.read_on(export_id=export.pk)
    with pytest.raises(KeyboardInterrupt):
        _read_and_die(firm, export)
    make_customer(firm, "Later")
    with files.workplace() as folder, pytest.raises(KeyboardInterrupt):
        actions.write_export(firm.id, export.pk, folder / "list", _die)
    work(["exports"])

    rows = csv_rows(content(firm, export))[1:-1]
    assert sorted(row[0] for row in rows) == sorted(names)
    with scope(firm.id):
        assert ExportBatch.objects.count() == 0


def test_large_one_is_made_in_a_process_of_its_own(firm, monkeypatch):
    monkeypatch.setattr(export_jobs, "LARGE", 2)
    names = [f"C{number:02}" for number in range(5)]
    for name in names:
        make_customer(firm, name)
    answers, really = [], apart.run

    def heard(*asked):
        answers.append(really(*asked))
        return answers[-1]

    monkeypatch.setattr(apart, "run", heard)

    export = begin(firm)
    work(["exports"])

    assert sorted(row[0] for row in csv_rows(content(firm, export))[1:-1]) == names
    assert [media_type for _name, media_type in answers] == ["text/csv"]


def _read_and_die(firm, export) -> None:
    """After reading, before the commit."""
    with scope(firm.id):
        actions.read_on(export_id=export.pk)
        raise KeyboardInterrupt


def _die(count: int) -> None:
    raise KeyboardInterrupt


def test_one_at_a_time_stopped_and_only_with_the_right(firm):
    make_customer(firm, "Lin")
    agent = hire(firm, "Tang", "agent")
    export = begin(firm)
    with pytest.raises(ListExportUnderWay):
        begin(firm)
    with pytest.raises(CannotExport):
        begin(firm, by=agent)

    with scope(firm.id):
        actions.stop_list_export(export=export, now=timezone.now())
    work(["exports"])

    found = refreshed(firm, export)
    assert (found.state, found.file) == (ExportState.STOPPED, None)


def test_file_is_its_members_own_until_its_time_is_over(firm):
    make_customer(firm, "Lin")
    colleague = hire(firm, "Zhao", "admin")
    export = begin(firm)
    work(["exports"])
    here = f"/o/hemu/exports/{export.pk}/file/"

    own, other = browser(firm.admin).post(here), browser(colleague).post(here)

    assert (own.status_code, other.status_code) == (200, 404)
    assert b"Lin" in b"".join(own)
    assert "attachment" in own["Content-Disposition"]
    later = timezone.now() + timedelta(days=export_work.FILE_DAYS, minutes=1)
    with scope(firm.id):
        found = ListExport.objects.select_related("file").get(pk=export.pk)
        with pytest.raises(ListExportGone):
            actions.fetch_list_export(export=found, by=firm.admin, now=later)
        actions.forget_list_exports(now=later)
        assert not ListExport.objects.exists()


def test_long_sheets_go_on_in_another(firm, monkeypatch, tmp_path):
    monkeypatch.setattr(sheets_out, "SHEET_ROWS", 5)
    for number in range(7):
        make_customer(firm, f"C{number}")

    export = begin(firm, SheetFormat.XLSX)
    work(["exports"])
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(firm, export)))

    assert [len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names] == [5, 5, 3]


def test_program_orders_and_fetches(firm):
    make_customer(firm, "Lin")
    token = accounts.create_api_token(member=firm.admin, name="x", by=firm.admin)[1]
    client = Client(headers={"authorization": f"Bearer {token}"})

    begun = client.post("/api/v1/exports", {"kind": "customer", "format": "xlsx"}, content_type="application/json")
    work(["exports"])
    found = client.get(f"/api/v1/exports/{begun.json()['id']}").json()
    file = client.get(f"/api/v1/exports/{begun.json()['id']}/file")

    assert (begun.status_code, found["state"], found["done_count"]) == (201, "done", 1)
    assert xlsx_rows(b"".join(file))[1][0] == "Lin"
    assert "Lin" not in str(client.get("/api/v1/exports").json())


def test_page_tells_how_far_each_is(firm):
    make_customer(firm, "Lin")
    client = browser(firm.admin)
    empty = client.get("/o/hemu/exports/").content.decode()
    begin(firm)
    under_way = client.get("/o/hemu/exports/", headers={"HX-Request": "true"}).content.decode()
    work(["exports"])
    done = client.get("/o/hemu/exports/").content.decode()

    assert "No exports yet" in empty
    assert "every 1s" in under_way
    assert "every 1s" not in done
    assert "Download" in done
