"""Search for programs: every hit once, best first, within one's sight, nothing masked told."""

import pytest

from changlai.accounts.operations import cursor_of
from changlai.companies.tests.factories import make_company
from changlai.customers.tests.factories import make_customer
from changlai.customers.tests.finding import add, read_all
from changlai.orders.tests.factories import make_order
from changlai.tasks.tests.factories import make_task
from tests.support.house import found_firm, hire
from tests.support.programs import program

pytestmark = pytest.mark.django_db
SEARCH = "/api/v1/search"


@pytest.fixture
def firm():
    return found_firm()


def found(client, **query: str) -> list[dict]:
    answer = client.get(SEARCH, query)
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def pages(client, **query: str) -> list[list[int]]:
    held: list[list[int]] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = client.get(SEARCH, query | {"cursor": cursor}).json()
        held.append([one["id"] for one in answer["items"]])
        cursor = answer["next"]
    return held


def test_pages_of_a_kind_hold_every_hit_once_the_best_first(firm):
    ids = [add(firm, f"林 {number:02}") for number in range(90)]
    best = add(firm, "林")
    other = found_firm("other", "别家")
    add(other, "林")
    read_all(firm, other)

    held = pages(program(firm.admin), q="林", kind="customer")

    assert [len(page) for page in held] == [40, 40, 11]
    assert held[0][0] == best
    assert sorted(one for page in held for one in page) == sorted([*ids, best])


def test_every_kind_gives_its_best_six(firm):
    for number in range(7):
        customer = make_customer(firm, f"Lindan {number}")
        make_order(firm, customer, f"Lindan-{number}")
        make_company(firm, f"Lindan Ltd {number}")
    make_task(firm, "Call Lindan")
    read_all(firm)

    answer = program(firm.admin).get(SEARCH, {"q": "lindan"}).json()

    told = [one["kind"] for one in answer["items"]]
    counts = {kind: told.count(kind) for kind in dict.fromkeys(told)}
    assert counts == {"customer": 6, "company": 6, "order": 6, "task": 1}
    assert answer["next"] is None


def test_hits_say_by_which_word_they_were_found(firm):
    lin = add(firm, "林晓棠", company="禾木家居", phone="+8613800136120")
    read_all(firm)
    client = program(firm.admin, "en")

    (by_name,), (by_company,), (by_number,) = (found(client, q=text) for text in ("林晓棠", "禾木", "6120"))

    assert by_name == {
        "kind": "customer",
        "id": lin,
        "title": "林晓棠",
        "detail": "禾木家居",
        "field": "name",
        "label": "Name",
        "text": "林晓棠",
        "is_exact": True,
    }
    assert (by_company["field"], by_company["text"], by_company["is_exact"]) == ("company", "禾木家居", False)
    assert (by_number["field"], by_number["text"]) == ("phone", "138****6120")


def test_a_masked_number_is_found_whole_or_by_its_end_and_never_told(firm):
    lin = add(firm, "Lin", phone="+8613800136120")
    read_all(firm)
    client = program(hire(firm, "Gao", "agent"))

    texts = {text: [one["text"] for one in found(client, q=text)] for text in ("6120", "13800136120", "0013")}

    assert texts == {"6120": ["138****6120"], "13800136120": ["138****6120"], "0013": []}
    assert [one["id"] for one in found(client, q="6120")] == [lin]


def test_what_one_may_not_see_is_not_found(firm):
    li = hire(firm, "Li", "sales")
    mine, theirs = make_customer(firm, "Lindan 1", owner=li), make_customer(firm, "Lindan 2", owner=firm.admin)
    make_task(firm, "Call Lindan")
    read_all(firm)
    viewer = program(hire(firm, "Viewer", "viewer"))

    assert [one["id"] for one in found(program(li), q="Lindan")] == [mine.pk]
    assert [one["id"] for one in found(viewer, q="Lindan")] == [theirs.pk, mine.pk]
    assert viewer.get(SEARCH, {"q": "Lindan", "kind": "task"}).json() == {"items": [], "next": None}
    assert viewer.get(SEARCH, {"q": "Lindan", "kind": "unicorn"}).json() == {"items": [], "next": None}


def test_another_organisations_cursor_leads_to_nothing_of_it(firm):
    for number in range(41):
        add(firm, f"林 {number:02}")
    other = found_firm("other", "别家")
    alike = add(other, "林 别家")
    read_all(firm, other)
    theirs = program(firm.admin).get(SEARCH, {"q": "林", "kind": "customer"}).json()["next"]

    assert theirs
    answer = program(other.admin).get(SEARCH, {"q": "林", "kind": "customer", "cursor": theirs}).json()
    assert {one["id"] for one in answer["items"]} <= {alike}
    assert pages(program(other.admin), q="林", kind="customer") == [[alike]]


@pytest.mark.parametrize("cursor", ["x", cursor_of("a", 1, 2), cursor_of(1, 2)])
def test_a_made_up_cursor_is_refused(firm, cursor):
    answer = program(firm.admin).get(SEARCH, {"q": "林", "kind": "customer", "cursor": cursor})

    assert (answer.status_code, answer.json()["rule"]) == (400, "api.bad_cursor")


@pytest.mark.parametrize("text", ["", "l", "%", " "])
def test_too_little_finds_nothing(firm, text):
    add(firm, "Lin")
    read_all(firm)

    assert found(program(firm.admin), q=text) == []


def test_without_a_word_it_is_refused(firm):
    assert program(firm.admin).get(SEARCH).status_code == 422
    assert program(firm.admin).get(SEARCH, {"q": "林", "cursor": "x"}).status_code == 400
