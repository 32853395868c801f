"""The pages of cases, as people use them."""

import pytest

from changlai.customers.tests.factories import browser
from changlai.kernel.tenancy import scope
from changlai.listening.enums import CaseState
from changlai.listening.tests.boards import add_topics
from changlai.listening.tests.cases import all_cases, fresh, make_author, make_rule, open_case, say, steps_of
from tests.support.house import Firm, found_firm, hire

pytestmark = pytest.mark.django_db

HOME = "/o/hemu/listening/cases/"


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def test_case_is_opened_noted_solved_and_taken_up_again(firm):
    client, post = browser(firm.admin), say(firm, "床垫有味道！客服不理人", by=make_author(firm))

    opened = client.post(f"/o/hemu/listening/mentions/{post.pk}/case/")
    case = open_case(firm, post)
    page = client.get(f"{HOME}{case.pk}/")
    client.post(f"{HOME}{case.pk}/notes/", {"text": "已联系仓库"})
    missing = client.post(f"{HOME}{case.pk}/solution/", {"outcome": ""})
    client.post(f"{HOME}{case.pk}/solution/", {"outcome": "换新并道歉"})
    solved = fresh(firm, case)
    client.post(f"{HOME}{case.pk}/reopening/")

    assert opened["Location"].endswith(f"{HOME}{case.pk}/")
    assert (page.status_code, "床垫有味道" in page.content.decode()) == (200, True)
    assert missing.status_code == 422
    assert (solved.state, solved.outcome) == (CaseState.SOLVED, "换新并道歉")
    assert fresh(firm, case).state == CaseState.WORKING
    assert steps_of(firm, case) == ["heard", "opened", "given", "noted", "solved", "reopened"]
    assert all_cases(firm) == [(1, "床垫有味道")]


def test_lists_rules_and_the_customers_box_are_pages(firm):
    case = open_case(firm, say(firm, "坏了", by=make_author(firm)))
    make_rule(firm, owners=[firm.admin])
    client = browser(firm.admin)

    answers = [
        client.get(address).status_code
        for address in (HOME, f"{HOME}count/", f"{HOME}{case.pk}/?talk=note", f"{HOME}{case.pk}/?talk=private")
    ]

    assert answers == [200, 200, 200, 200]
    assert client.get("/o/hemu/settings/alert-rules/").status_code == 200
    with scope(firm.id):
        (topic,) = add_topics(firm, 1)
    assert f">{topic.name}</option>" in client.get("/o/hemu/settings/alert-rules/new/").content.decode()


def test_who_may_only_look_changes_nothing(firm):
    case = open_case(firm, say(firm, "坏了", by=make_author(firm)))
    viewer = browser(hire(firm, "Viewer", "viewer"))

    assert viewer.get(f"{HOME}{case.pk}/").status_code in {403, 404}
    assert viewer.post(f"{HOME}{case.pk}/dropping/").status_code in {403, 404}
    assert fresh(firm, case).state == CaseState.NEW
