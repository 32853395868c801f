"""The library of scripts: whose they are, what they say, and as a table."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from changlai.accounts import actions as accounts
from changlai.content import actions, queries
from changlai.content.actions import Wording
from changlai.content.contracts import filled, unknown
from changlai.content.errors import NotYours, ShortcutTaken, UnknownVariables
from changlai.content.models import Script
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire

HTMX = {"HX-Request": "true"}


@pytest.fixture
def firm(db):
    return found_firm()


@pytest.fixture
def li(firm):
    return hire(firm, "Li", "agent")


def write(firm, by=None, **fields: Any) -> Script:
    wording = Wording(**{"title": "Price", "text": "It costs 5", **fields})
    with scope(firm.id):
        return actions.create(wording=wording, by=by or firm.admin, now=NOON)


def screen(member) -> Client:
    client = Client()
    client.force_login(member.user)
    client.cookies["changlai_language"] = "en"
    return client


def url(firm, name: str, **arguments: int) -> str:
    return reverse(f"content:{name}", kwargs={"organisation": firm.organisation.slug, **arguments})


def titles(firm, member, **wanted: Any) -> list[str]:
    with scope(firm.id):
        return [one.title for one in queries.page(member, **wanted)[0]]


@pytest.mark.parametrize(
    ("text", "shown", "missing"),
    [
        ("Hello {customer.name}", "Hello Lin", ()),
        ("Hello { customer.name }", "Hello Lin", ()),
        ("Hello {customer.city|there}", "Hello there", ()),
        ("From {customer.city}, {customer.city}", "From {customer.city}, {customer.city}", ("customer.city",)),
        ("{} {not one} {1}", "{} {not one} {1}", ()),
    ],
)
def test_variables_are_filled_or_told_as_missing(text, shown, missing):
    found = filled(text, {"customer.name": "Lin", "customer.city": " "})

    assert (found.text, found.missing) == (shown, missing)


def test_what_is_no_variable_is_named_once():
    assert unknown("{customer.nme} {member.name} {customer.nme|x} {foo}") == ["customer.nme", "foo"]


def test_the_team_s_scripts_are_everybody_s_and_private_ones_their_writer_s(firm, li):
    write(firm, title="Team")
    write(firm, title="Admin's", is_private=True)
    write(firm, by=li, title="Li's", is_private=True)

    assert titles(firm, firm.admin) == ["Team", "Admin's"] or titles(firm, firm.admin) == ["Admin's", "Team"]
    assert sorted(titles(firm, li)) == ["Li's", "Team"]
    assert titles(firm, hire(firm, "Reader", "viewer")) == []


def test_the_team_s_are_written_by_those_who_may(firm, li):
    with pytest.raises(NotYours):
        write(firm, by=li)
    script = write(firm)

    client = screen(li)

    assert client.get(url(firm, "script", script_id=script.pk), headers=HTMX).status_code == 403
    assert client.post(url(firm, "removal", script_id=script.pk)).status_code == 403
    with scope(firm.id):
        assert Script.objects.count() == 1


def test_a_shortcut_is_the_team_s_once_and_everybody_s_own_besides(firm, li):
    write(firm, shortcut="/Price")
    write(firm, by=li, shortcut="price", is_private=True)

    with pytest.raises(ShortcutTaken):
        write(firm, shortcut="price")
    with pytest.raises(UnknownVariables):
        write(firm, text="{customer.nme}")
    with scope(firm.id):
        assert list(Script.objects.order_by("id").values_list("shortcut", flat=True)) == ["price", "price"]


def test_the_picker_finds_by_shortcut_first_then_by_use(firm):
    seldom = write(firm, title="Delivery", text="We deliver", shortcut="ship")
    often = write(firm, title="Ship far", text="far")
    with scope(firm.id):
        actions.note_use(script=often, now=NOON)

        assert [one.pk for one in queries.found_for(firm.admin, "ship")] == [seldom.pk, often.pk]
        assert [one.pk for one in queries.found_for(firm.admin, "")] == [often.pk, seldom.pk]


def test_a_script_is_written_changed_and_deleted_in_dialogs(firm):
    client = screen(firm.admin)
    wrong = {"title": "Hi", "text": "Hello {customer.nme}", "shortcut": "hi"}

    refused = client.post(url(firm, "new"), wrong, headers=HTMX)
    made = client.post(url(firm, "new"), wrong | {"text": "Hello {customer.name}"}, headers=HTMX)
    with scope(firm.id):
        script = Script.objects.get()
    form = client.get(url(firm, "script", script_id=script.pk), headers=HTMX).content.decode()
    changed = client.post(
        url(firm, "script", script_id=script.pk),
        {"title": "Hello", "text": "Good day", "folder": "First"},
        headers=HTMX,
    )
    page = client.get(url(firm, "scripts"), {"folder": "First"}).content.decode()

    assert (refused.status_code, made.status_code, changed.status_code) == (422, 204, 204)
    assert "There is no variable {customer.nme}" in refused.content.decode()
    assert "Hello {customer.name}</textarea>" in form
    assert ("Good day" in page, page.count("<tr data-row")) == (True, 1)
    client.post(url(firm, "removal", script_id=script.pk))
    assert "What you say again and again" in client.get(url(firm, "scripts")).content.decode()


def test_a_preview_fills_in_samples_and_names_what_is_none(firm):
    client = screen(firm.admin)

    good = client.post(url(firm, "preview"), {"text": "Hi {customer.name}"}).content.decode()
    bad = client.post(url(firm, "preview"), {"text": "Hi {customer.nme}"}).content.decode()

    assert ("Hi Lin" in good, "{customer.nme}" in bad) == (True, True)


def test_files_go_with_a_script_and_reach_whoever_may_use_it(firm, li, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    client, upload = screen(firm.admin), SimpleUploadedFile("plan.txt", b"the plan", "text/plain")

    client.post(url(firm, "new"), {"title": "Plan", "text": "See it", "upload": upload})
    with scope(firm.id):
        script = Script.objects.get()
        (file,) = queries.files_of([script])[script.pk]
    where = url(firm, "file", script_id=script.pk, file_id=file.pk)
    seen = screen(li).get(where).getvalue()
    client.post(url(firm, "file_removal", script_id=script.pk, file_id=file.pk), headers=HTMX)

    assert (seen, screen(li).get(where).status_code) == (b"the plan", 404)


def test_a_table_goes_out_and_comes_back_in(firm):
    write(firm, title="Price", text="=5\n6", shortcut="price", folder="Money")
    client = screen(firm.admin)
    table = client.get(url(firm, "export")).content
    more = table + b"Money,ship,Delivery,We deliver,\r\n,bad,Bad,{customer.nme},\r\n"

    page = client.post(url(firm, "import"), {"file": SimpleUploadedFile("s.csv", more)}, headers=HTMX)

    assert "1 added, 0 changed, 1 as they were, 1 not kept" in page.content.decode()
    assert "There is no variable {customer.nme}" in page.content.decode()
    with scope(firm.id):
        assert set(Script.objects.values_list("shortcut", "text")) == {("price", "=5\n6"), ("ship", "We deliver")}


def test_what_a_spreadsheet_would_calculate_comes_back_as_it_was(firm):
    write(firm, title="-10 % today", text="=5", shortcut="", folder="@home")
    client = screen(firm.admin)

    table = client.get(url(firm, "export")).content
    client.post(url(firm, "import"), {"file": SimpleUploadedFile("s.csv", table)}, headers=HTMX)

    assert b"'-10 % today" in table
    with scope(firm.id):
        assert list(Script.objects.values_list("title", "text", "folder")) == [("-10 % today", "=5", "@home")]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"a,b\r\n1,2\r\n", "title, text is missing"),
        ("title,text\r\n标题,".encode(), "has no title or no text"),
        (b"title,text\r\n\xff\xff\x00,x\r\n", "neither UTF-8 nor GB18030"),
    ],
)
def test_a_table_that_is_none_says_why(firm, data, why):
    response = screen(firm.admin).post(url(firm, "import"), {"file": SimpleUploadedFile("s.csv", data)}, headers=HTMX)

    assert response.status_code == 422
    assert why in response.content.decode()


def test_a_table_from_a_chinese_spreadsheet_is_read(firm):
    data = "title,text\r\n价格,五元\r\n".encode("gb18030")

    screen(firm.admin).post(url(firm, "import"), {"file": SimpleUploadedFile("s.csv", data)})

    assert titles(firm, firm.admin) == ["价格"]


def test_programs_do_the_same(firm):
    _token, value = accounts.create_api_token(member=firm.admin, name="robot", by=firm.admin)
    client = Client(headers={"authorization": f"Bearer {value}"})

    def send(method: str, path: str, **body: Any) -> Any:
        return client.generic(method, f"/api/v1{path}", json.dumps(body), content_type="application/json")

    made = send("POST", "/scripts", title="Price", text="It costs {customer.city|5}", shortcut="price")
    one = f"/scripts/{made.json()['id']}"
    taken = send("POST", "/scripts", title="Other", text="x", shortcut="price")
    wrong = send("PUT", one, title="Price", text="{nothing.here}")
    changed = send("PUT", one, title="Cost", text="5")
    listed = client.get("/api/v1/scripts", {"text": "cost"}).json()

    assert (made.status_code, taken.status_code, wrong.status_code) == (201, 409, 422)
    assert (wrong.json()["rule"], changed.json()["title"]) == ("content.unknown_variable", "Cost")
    assert ([row["title"] for row in listed["items"]], listed["next"]) == (["Cost"], None)
    assert "customer.name" in {row["name"] for row in client.get("/api/v1/script-variables").json()["items"]}
    assert (send("DELETE", one).status_code, client.get(f"/api/v1{one}").status_code) == (204, 404)


def test_programs_keep_many_at_once_and_their_files(firm):
    _token, value = accounts.create_api_token(member=firm.admin, name="robot", by=firm.admin)
    client = Client(headers={"authorization": f"Bearer {value}", "accept-language": "en"})
    rows = [{"title": "A", "text": "1"}, {"title": "B", "text": "{nothing.here}"}]

    kept = client.post("/api/v1/scripts/import", {"scripts": rows}, content_type="application/json").json()
    again = client.post("/api/v1/scripts/import", {"scripts": rows[:1]}, content_type="application/json").json()
    (script,) = client.get("/api/v1/scripts").json()["items"]
    here = f"/api/v1/scripts/{script['id']}/files"
    added = client.post(here, {"file": SimpleUploadedFile("prices.txt", b"5", content_type="text/plain")})
    (file,) = added.json()["items"]
    listed = client.get(here).json()["items"]
    dropped = client.delete(f"{here}/{file['id']}")

    assert [(one["number"], "nothing.here" in one["sentence"]) for one in kept.pop("problems")] == [(2, True)]
    assert (kept, again["unchanged"]) == ({"added": 1, "changed": 0, "unchanged": 0}, 1)
    assert (added.status_code, file["name"], file["size"], listed) == (201, "prices.txt", 1, [file])
    assert (dropped.status_code, client.get(here).json()["items"]) == (204, [])


def test_pages_of_the_library_follow_each_other(firm, monkeypatch):
    for n in range(5):
        write(firm, title=f"S{n}", folder="A" if n % 2 else "")
    monkeypatch.setattr(queries, "PAGE", 2)

    with scope(firm.id):
        seen, after = [], None
        while True:
            rows, after = queries.page(firm.admin, after=after)
            seen += [one.title for one in rows]
            if after is None:
                break

    assert seen == ["S0", "S2", "S4", "S1", "S3"]
