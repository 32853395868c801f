"""Imports for programs: from the file to the report, and back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from changlai.customers.models import Customer
from changlai.customers.tests.factories import make_customer
from changlai.imports.tests.factories import csv_of, work
from changlai.kernel.tenancy import scope
from tests.support.house import Firm, found_firm, hire
from tests.support.programs import program, send

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = csv_of(
    ("姓名", "手机", "城市"), ("林晓棠", "13800136120", "杭州"), ("吴佩珊", "12", ""), ("Lin", "13900139000", "上海")
)
TOLD = {"source": "展会", "basis": "consent", "on_twin": "fill", "template": "名片"}


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def upload(client: Client, name: str = "a.csv", content: bytes = TABLE, kind: str = "customer"):
    return client.post("/api/v1/imports", {"kind": kind, "file": SimpleUploadedFile(name, content)})


def test_table_from_the_file_to_the_report_and_back(firm):  # noqa: PLR0915 - the whole story
    make_customer(firm, "Lin", phone="+8613900139000")
    client = program(firm.admin)
    sent = upload(client)
    assert (sent.status_code, sent.json()["state"]) == (201, "reading")
    here = f"/imports/{sent.json()['id']}"
    early = send(client, "POST", f"{here}/start")
    assert (early.status_code, early.json()["rule"]) == (409, "imports.not_now")

    work()
    assert send(client, "GET", here).json()["mapping"] == ["name", "phone", "city"]
    twice = send(client, "PUT", f"{here}/mapping", TOLD | {"mapping": ["name", "phone", "phone"]})
    assert (twice.status_code, twice.json()["rule"]) == (422, "imports.bad_mapping")
    assert send(client, "PUT", f"{here}/mapping", TOLD | {"mapping": ["name", "phone", "city"]}).status_code == 200
    work()

    found = send(client, "GET", here).json()
    assert (found["state"], found["good_count"], found["bad_count"], found["twin_count"]) == ("preview", 1, 1, 1)
    rows = send(client, "GET", f"{here}/rows").json()["items"]
    assert [row["state"] for row in rows] == ["good", "bad", "twin"]
    assert list(rows[1]["errors"]) == ["phone"]
    assert (rows[2]["twins"][0]["label"], rows[2]["twins"][0]["is_likely"]) == ("Lin", False)
    assert b"12" in client.get(f"/api/v1{here}/failures").getvalue()

    mended = send(client, "PUT", f"{here}/rows/3/cells", {"place": 1, "text": "13800136121"}).json()
    assert (mended["state"], mended["errors"]) == ("good", {})
    assert send(client, "PUT", f"{here}/rows/4/choice", {"choice": "skip"}).json()["choice"] == "skip"
    assert send(client, "PUT", f"{here}/choice", {"choice": "overwrite"}).json()["on_twin"] == "overwrite"
    assert send(client, "POST", f"{here}/start").json()["state"] == "running"
    work()

    report = send(client, "GET", here).json()
    assert (report["state"], report["created_count"], report["updated_count"]) == ("finished", 2, 1)
    assert send(client, "DELETE", here).json()["rule"] == "imports.not_now"
    assert send(client, "POST", f"{here}/undo").json()["state"] == "undoing"
    work()
    assert send(client, "GET", here).json()["undone_count"] == 2
    with scope(firm.id):
        assert list(Customer.objects.values_list("name", "city")) == [("Lin", "上海")]
    assert [one["state"] for one in send(client, "GET", "/imports").json()["items"]] == ["undone"]


def test_import_is_its_members_own_and_takes_the_right_to_it(firm):
    mine = program(firm.admin)
    here = f"/imports/{upload(mine).json()['id']}"
    manager, viewer = program(hire(firm, "高远", "manager")), program(hire(firm, "李牧", "viewer"))

    assert send(manager, "GET", here).status_code == 404
    assert upload(viewer).status_code == 403
    assert send(manager, "GET", "/imports").json() == {"items": [], "next": None}
    assert send(mine, "DELETE", here).status_code == 204
    assert send(mine, "GET", here).status_code == 404


def test_what_is_no_table_is_refused(firm):
    client = program(firm.admin)

    refused = upload(client, "a.pdf", b"%PDF-1.4 nothing")
    assert (refused.status_code, refused.json()["rule"]) == (422, "imports.not_a_table")
    assert upload(client, kind="nonsense").status_code == 404
    columns = client.get("/api/v1/import-columns").json()
    assert {"name", "phone", "tags", "note.text"} <= {one["path"] for one in columns}
