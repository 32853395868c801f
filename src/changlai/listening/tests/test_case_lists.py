"""The list of cases: views people keep, deeds with many, and what leaves as a file."""

import csv
import io
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from changlai.customers.tests.factories import browser
from changlai.kernel import files
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from changlai.listening.enums import CaseState
from changlai.listening.models import Case
from changlai.listening.tests.cases import all_cases, fresh, make_author, open_case, say, steps_of
from changlai.records.models import DeedRun, ListExport, SavedView
from tests.support.house import NOON, Firm, found_firm, hire, settle, work

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/o/hemu/listening/cases/"
RECORDS = "/o/hemu/records/case/"
HOSTILE = "=1+1 <script>\u202e"


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def three_cases(firm: Firm) -> list[Case]:
    """The last is as bad as a text can be."""
    texts = ("床垫有味道", "椅子坏了", HOSTILE)
    return [open_case(firm, say(firm, text, by=make_author(firm, key=text[:3]))) for text in texts]


def of(*cases: Case) -> str:
    return json.dumps(
        {"path": "number", "between": [min(one.number for one in cases), max(one.number for one in cases)]}
    )


def test_view_of_cases_is_kept_shared_and_shows_what_fits(firm):
    first, second, third = three_cases(firm)
    client, colleague = browser(firm.admin), browser(hire(firm, "Ming", "manager"))

    made = client.post(
        f"{RECORDS}views/new/",
        {"name": "头两个", "is_team": "on", "filter": of(first, second), "columns": "state,owner"},
    )
    key = parse_qs(urlsplit(made["Location"]).query)["view"][0]
    shown = colleague.get(LIST, {"view": key}).content.decode()

    assert ("头两个" in shown, first.title in shown, second.title in shown) == (True, True, True)
    assert "&lt;script&gt;" not in shown
    assert "&lt;script&gt;" in colleague.get(LIST, {"view": "all"}).content.decode()
    with scope(firm.id):
        kept = SavedView.objects.get()
        assert (kept.kind, kept.columns, kept.filter) == ("case", ["state", "owner"], json.loads(of(first, second)))
    assert third.title not in shown


def test_deeds_with_many_cases_are_done_to_each_and_say_whose_was_not(firm):
    first, second, third = three_cases(firm)
    ming, client = hire(firm, "Ming", "manager"), browser(firm.admin)

    def begin(deed: str, *cases: Case, **given: str) -> DeedRun:
        asked = {"deed": deed, "all": "1", "filter": of(*cases), "begin": "1"} | given
        assert client.post(f"{RECORDS}deed/", asked).status_code == 302
        settle()
        work()
        with scope(firm.id):
            return DeedRun.objects.latest("id")

    given = begin("listening.give", first, second, owner=str(ming.pk))
    dropped = begin("listening.drop", second, third, why="试用品")
    again = begin("listening.drop", first, second, third)

    assert [*given.reasons, *dropped.reasons] == []
    assert [(one.done_count, one.failed_count) for one in (given, dropped, again)] == [(2, 0), (2, 0), (1, 2)]
    assert list(again.reasons.values()) == [1, 1]  # closed already, and each says which
    assert [fresh(firm, one).owner_id for one in (first, second, third)] == [ming.pk, ming.pk, firm.admin.pk]
    assert [fresh(firm, one).state for one in (first, second, third)] == [CaseState.DROPPED] * 3
    assert steps_of(firm, second)[-2:] == ["given", "dropped"]
    with scope(firm.id):
        assert AuditEntry.objects.filter(action="listening.case_given").exists()


def test_agent_does_nothing_to_others_cases(firm):
    first, *_ = three_cases(firm)
    agent = hire(firm, "Li", "agent")
    asked = {"deed": "listening.drop", "all": "1", "filter": of(first), "begin": "1"}

    answer = browser(agent).post(f"{RECORDS}deed/", asked)
    settle()
    work()

    assert answer.status_code in {302, 403, 404, 422}
    assert fresh(firm, first).state != CaseState.DROPPED


def test_export_of_cases_holds_them_and_is_written_down(firm):
    three_cases(firm)
    client = browser(firm.admin)

    answer = client.post(f"{RECORDS}exports/", {"format": "csv", "columns": "state,owner", "filter": "{}"})
    work()

    with scope(firm.id):
        made = ListExport.objects.select_related("file").get()
        rows = list(csv.reader(io.StringIO(files.read(made.file).decode("utf-8-sig"))))
        noted = AuditEntry.objects.filter(action="records.exported").count()
    assert answer.status_code == 302
    assert {row[0].lstrip("'") for row in rows[1:4]} == {
        title.replace("\u202e", "") for _number, title in all_cases(firm)
    }
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@"}]
    assert noted == 1
    viewer = browser(hire(firm, "Bo", "agent"))
    assert viewer.post(f"{RECORDS}exports/", {"format": "csv", "filter": "{}"}).status_code in {403, 404}


def test_board_taken_as_a_file_stands_in_the_audit_log(firm):
    three_cases(firm)
    day = NOON.date()
    asked = f"from={day - timedelta(days=6)}&to={day}&platform=weibo"

    answer = browser(firm.admin).get(f"/o/hemu/listening/board/cases/?{asked}&csv=1")

    assert answer["Content-Type"].startswith("text/csv")
    with scope(firm.id):
        [noted] = AuditEntry.objects.filter(action="listening.board_exported")
    assert noted.changes["part"] == "cases"
    assert (noted.changes["first"], noted.changes["last"]) == (str(day - timedelta(days=6)), str(day))
