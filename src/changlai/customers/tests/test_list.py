"""The list of customers as a member sees it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.customers import queries
from changlai.customers.enums import InteractionKind, Shelf
from changlai.customers.queries import Filter, Place
from changlai.customers.tests.factories import browser, make_customer, record
from changlai.kernel.tenancy import scope
from tests.support.house import another_account, found_firm, hire

pytestmark = pytest.mark.django_db

MESSAGE = InteractionKind.MESSAGE_IN
HOSTILE = "<script>alert(1)</script>\u202etxt.exe"


@pytest.fixture
def firm():
    return found_firm()


def names(html: str) -> list[str]:
    return re.findall(r'<td class="is-name">.*?<b>(?:<bdi>)?([^<]*)', html, flags=re.DOTALL)


def test_list_shows_the_latest_interaction_first_and_silent_customers_last(firm):
    for number, name in enumerate(("One", "Two", "Silent")):
        customer = make_customer(firm, name)
        if name != "Silent":
            record(firm, customer, MESSAGE, number=number + 1, text="hi", minutes=number)

    html = browser(firm.admin).get("/o/hemu/customers/").content.decode()

    assert names(html) == ["Two", "One", "Silent"]


def test_list_takes_the_same_number_of_statements_for_one_three_and_forty(firm):
    counts, made = [], 0
    for upto in (1, 3, 40):
        for number in range(made, upto):
            customer = make_customer(firm, f"C{number}", owner=firm.admin)
            record(firm, customer, MESSAGE, number=number + 1, text="hi", minutes=number)
        made = upto
        client = browser(firm.admin)
        client.get("/o/hemu/customers/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/o/hemu/customers/").status_code == 200
        counts.append(len(seen))

    assert len(set(counts)) == 1, counts


def test_pages_go_down_and_up_again(firm, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(5):
        customer = make_customer(firm, f"C{number}")
        if number:
            record(firm, customer, MESSAGE, number=number, text="hi", minutes=number)
    with scope(firm.id):
        walked, after = [], None
        while page := queries.page(firm.admin, Filter(), after=after, limit=2)[:2]:
            walked.append([c.name for c in page])
            after = Place(page[-1].last_interaction_at, page[-1].id)
        last = queries.page(firm.admin, Filter(), limit=9)[-1]
        above = queries.page_above(firm.admin, Filter(), before=Place(last.last_interaction_at, last.id), limit=2)

    assert walked == [["C4", "C3"], ["C2", "C1"], ["C0"]]
    assert [c.name for c in above] == ["C3", "C2", "C1"]


def test_links_of_the_foot_lead_to_the_next_page_and_back(firm, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    monkeypatch.setattr(queries.page, "__kwdefaults__", {"after": None, "limit": 2})
    monkeypatch.setattr(queries.page_above, "__kwdefaults__", {"limit": 2})
    for number in range(5):
        record(firm, make_customer(firm, f"C{number}"), MESSAGE, number=number + 1, text="hi", minutes=number)
    client = browser(firm.admin)

    def link(html: str, rel: str) -> str:
        return str(re.findall(rf'href="([^"]+)" rel="{rel}"', html)[0]).replace("&amp;", "&")

    first = client.get("/o/hemu/customers/").content.decode()
    second = client.get(link(first, "next")).content.decode()
    third = client.get(link(second, "next")).content.decode()
    back = client.get(link(third, "prev")).content.decode()

    assert [names(html) for html in (first, second, third, back)] == [["C4", "C3"], ["C2", "C1"], ["C0"], ["C2", "C1"]]
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in third


def test_list_filters_by_name_shelf_and_channel(firm):
    shop = another_account(firm)
    ming = hire(firm, "Ming", "agent")
    make_customer(firm, "Lin Mine", owner=ming)
    make_customer(firm, "Lin Nobody")
    make_customer(shop, "Zhou", owner=firm.admin)
    with scope(firm.id):
        mine = [c.name for c in queries.page(ming, Filter(Shelf.MINE))]
        unowned = [c.name for c in queries.page(firm.admin, Filter(Shelf.UNOWNED))]
        by_channel = [c.name for c in queries.page(firm.admin, Filter(account_ids=(shop.account.id,)))]

    html = browser(firm.admin).get("/o/hemu/customers/?q=lin").content.decode()

    assert (mine, unowned, by_channel) == (["Lin Mine"], ["Lin Nobody"], ["Zhou"])
    assert sorted(names(html)) == ["Lin Mine", "Lin Nobody"]


def test_htmx_gets_the_table_with_the_shelves_out_of_band(firm):
    make_customer(firm, "Lin")

    html = browser(firm.admin, hx_request="true").get("/o/hemu/customers/?q=lin").content.decode()

    assert "<html" not in html
    assert 'id="customers" data-island=' in html
    assert 'id="shelves"' in html
    assert "hx-swap-oob" in html


def test_list_never_shows_the_look_alike_of_another_organisation(firm):
    other = found_firm("xuanniao", "玄鸟")
    make_customer(other, "Lin Foreign")
    make_customer(firm, "Lin Own")

    html = browser(firm.admin).get("/o/hemu/customers/?q=Lin").content.decode()

    assert names(html) == ["Lin Own"]
    assert browser(other.admin).get("/o/hemu/customers/").status_code == 404


def test_salesperson_sees_own_customers_only(firm):
    li = hire(firm, "Li", "sales")
    make_customer(firm, "Mine", owner=li)
    make_customer(firm, "Not mine", owner=firm.admin)

    assert names(browser(li).get("/o/hemu/customers/").content.decode()) == ["Mine"]


def test_hostile_name_is_text(firm):
    make_customer(firm, HOSTILE)

    html = browser(firm.admin).get("/o/hemu/customers/").content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "\u202e" not in html


def test_empty_list_says_what_it_is_for(firm):
    html = browser(firm.admin).get("/o/hemu/customers/").content.decode()
    filtered = browser(firm.admin).get("/o/hemu/customers/?q=nobody").content.decode()

    assert "Your customers will stand here" in html
    assert "Nobody fits" in filtered


@pytest.mark.parametrize("query", ["after=%00", "after=abc", "before=WzEsMl0", "shelf=none&channel=none", "q=%00%ff"])
def test_made_up_addresses_are_refused_kindly(firm, query):
    assert browser(firm.admin).get(f"/o/hemu/customers/?{query}").status_code in {200, 400}
