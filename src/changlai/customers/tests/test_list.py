"""The list of customers as a member sees it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.customers.enums import InteractionKind
from changlai.customers.tests.factories import browser, make_customer, record
from changlai.customers.tests.finding import read_all
from changlai.kernel.tenancy import scope
from tests.support.house import another_account, found_firm, hire

pytestmark = pytest.mark.django_db

MESSAGE = InteractionKind.MESSAGE_IN
ASKED = ("lin", "lin mine", "6120", "6121", "L")
HOSTILE = "<script>alert(1)</script>\u202etxt.exe"


@pytest.fixture
def firm():
    return found_firm()


def names(html: str) -> list[str]:
    return re.findall(r'<td class="is-name[^>]*>.*?<b>(?:<bdi>)?([^<]*)', html, flags=re.DOTALL)


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


def test_list_finds_by_words_like_the_search(firm):
    ming = hire(firm, "Ming", "agent")
    make_customer(firm, "Lin Mine", owner=ming, phone="+8613800136120")
    make_customer(firm, "Lin Nobody")
    make_customer(firm, "Zhou", owner=firm.admin)
    read_all(firm)

    found = {q: sorted(names(browser(firm.admin).get("/o/hemu/customers/", {"q": q}).content.decode())) for q in ASKED}

    everybody = ["Lin Mine", "Lin Nobody", "Zhou"]
    assert found == dict(zip(ASKED, (everybody[:2], everybody[:1], everybody[:1], [], everybody), strict=True))


def test_list_never_shows_the_look_alike_of_another_organisation(firm):
    other = found_firm("xuanniao", "玄鸟")
    make_customer(other, "Lin Foreign")
    make_customer(firm, "Lin Own")
    read_all(firm, other)

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
    assert "Nothing fits" in filtered


def test_channel_that_two_identities_came_by_stands_in_the_list_once(firm):
    make_customer(firm, "Lin", phone="+8613800136120")

    html = browser(firm.admin).get("/o/hemu/customers/").content.decode()

    (cell,) = re.findall(r'data-path="channel"[^>]*>(.*?)</td>', html, flags=re.DOTALL)
    assert re.findall(r"<bdi>([^<]*)</bdi>", cell) == [firm.account.name]


@pytest.mark.parametrize(("name", "stands"), [("商城", True), ("商城里的一个名字很长很长的官方旗舰店客服账号", False)])
def test_channels_stand_above_the_list_as_long_as_they_leave_room(firm, name, stands):
    other = another_account(firm).account
    with scope(firm.id):
        type(other).objects.filter(id=other.id).update(name=name)

    html = browser(firm.admin).get("/o/hemu/customers/").content.decode()

    chips = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r'<a class="cl-chip".*?</a>', html, flags=re.DOTALL)]
    assert chips[: 2 if stands else 1] == ([firm.account.name, name] if stands else ["Channel"])


@pytest.mark.parametrize("query", ["after=%00", "after=abc", "before=WzEsMl0", "shelf=none&channel=none", "q=%00%ff"])
def test_made_up_addresses_are_refused_kindly(firm, query):
    assert browser(firm.admin).get(f"/o/hemu/customers/?{query}").status_code in {200, 400}
