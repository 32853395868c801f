"""A customer's page: the record, its timeline, and what may be changed on it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.channels.contracts import Follow
from changlai.channels.errors import RateLimited
from changlai.customers import actions, queries
from changlai.customers.actions import Merge
from changlai.customers.enums import InteractionKind
from changlai.customers.tests.factories import browser, make_customer, record
from changlai.kernel.tenancy import scope
from changlai.ui.preferences import LANGUAGE_COOKIE
from tests.support.house import NOON, another_account, found_firm, later

pytestmark = pytest.mark.django_db

IN, NOTE, ADDED = InteractionKind.MESSAGE_IN, InteractionKind.NOTE, InteractionKind.FOLLOW_ADDED
HTMX = {"hx_request": "true"}


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def lin(firm):
    return make_customer(firm, "Lin", phone="+8613800136120")


def page(member, customer, query="", **headers):
    return browser(member, **headers).get(f"/o/hemu/customers/{customer.id}/{query}")


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def test_timeline_draws_a_run_of_messages_together_and_starts_anew_per_day_and_channel(firm, lin):
    shop = another_account(firm)
    record(firm, lin, IN, number=1, text="first", minutes=-24 * 60)
    record(firm, lin, IN, number=2, text="second", minutes=1)
    record(firm, lin, IN, number=3, text="third", minutes=2)
    record(firm, lin, IN, number=4, text="in the shop", minutes=3, account=shop.account)

    html = page(firm.admin, lin).content.decode()

    assert html.count('class="cl-tl-i"') == 3
    assert html.count('class="cl-tl-d"') == 2
    assert "2 messages" in html
    assert html.index("in the shop") < html.index("second") < html.index("third") < html.index("first")


def test_record_takes_the_same_number_of_statements_for_one_three_and_fifty_entries(firm, lin):
    counts, made = [], 0
    for upto in (1, 3, 50):
        for number in range(made, upto):
            record(firm, lin, ADDED, number=number + 1, minutes=number, colleague=f"c{number}")
        made = upto
        client = browser(firm.admin)
        client.get("/o/hemu/profile/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/o/hemu/customers/{lin.id}/?list=1").status_code == 200
        counts.append(len(seen))

    assert len(set(counts)) == 1, counts


def test_chips_choose_kinds_and_earlier_entries_follow(firm, lin):
    record(firm, lin, NOTE, number=1, member="Ming", text="", minutes=0)
    for number in range(60):
        record(firm, lin, ADDED, number=number + 10, minutes=number + 1)

    notes = page(firm.admin, lin, "?show=notes", **HTMX).content.decode()
    first = page(firm.admin, lin, **HTMX).content.decode()
    more = re.findall(r'hx-get="([^"]+before=[^"]+)"', first)[0].replace("&amp;", "&")
    second = browser(firm.admin, **HTMX).get(more).content.decode()

    assert notes.count('class="cl-tl-i"') == 1
    assert first.count('class="cl-tl-i"') == queries.PAGE
    assert second.count('class="cl-tl-i"') == 61 - queries.PAGE
    assert second.count('class="cl-tl-d"') == 0  # the day already stands above
    assert "<html" not in first + second
    assert "Earlier entries" not in second


def test_live_refresh_brings_everything_from_the_top_to_what_was_shown(firm, lin):
    record(firm, lin, ADDED, number=1, minutes=1)
    shown = page(firm.admin, lin, **HTMX).content.decode()
    place = re.findall(r'name="down_to" value="([^"]+)"', shown)[0]
    record(firm, lin, NOTE, number=2, minutes=2, member="Ming", text="new")

    html = page(firm.admin, lin, f"?down_to={place}", **HTMX).content.decode()

    assert html.count('class="cl-tl-i"') == 2
    assert 'id="timeline"' not in html


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        (InteractionKind.ENTERED, {}, "Opened Custom channel"),
        (ADDED, {"colleague": "mengjia", "way": "qr", "state": "hall-1"}, "Became a contact of mengjia"),
        (
            ADDED,
            {"colleague": "mengjia", "way": "qr", "state": "hall-1"},
            "Way: scanned a QR code; source mark: hall-1",
        ),
        (InteractionKind.FOLLOW_REMOVED, {"colleague": "m", "removed": "by_customer"}, "Deleted the contact m"),
        (InteractionKind.FOLLOW_REMOVED, {"colleague": "m", "removed": "by_member"}, "m deleted this contact"),
        (InteractionKind.WELCOME, {"outcome": "sent", "seconds": 0.42}, "0.4 seconds after the contact was made"),
        (InteractionKind.WELCOME, {"outcome": "sent", "seconds": 0.01}, "0.1 seconds after the contact was made"),
        (InteractionKind.WELCOME, {"outcome": "too_late", "seconds": 25}, "Welcome message was not sent"),
        (InteractionKind.WELCOME, {"outcome": "failed", "detail": "No right. Give it."}, "No right. Give it."),
        (InteractionKind.WELCOME, {"outcome": "stopped"}, "Sending was stopped at that moment"),
        (InteractionKind.CONVERSATION_CLOSED, {}, "The conversation on Custom channel was closed"),
    ],
)
def test_entries_read_as_sentences_with_their_reason(firm, lin, kind, facts, words):
    record(firm, lin, kind, number=1, **facts)

    assert words in re.sub(r"\s+", " ", text_of(page(firm.admin, lin).content.decode()).replace("  ", " "))


def test_why_a_welcome_failed_is_told_in_the_readers_language(firm, lin):
    sentence = RateLimited("externalcontact/send_welcome_msg", 5).sentence
    record(firm, lin, InteractionKind.WELCOME, number=1, outcome="failed", detail=sentence)
    chinese = browser(firm.admin)
    chinese.cookies[LANGUAGE_COOKIE] = "zh-hans"

    html = chinese.get(f"/o/hemu/customers/{lin.id}/").content.decode()

    assert "本分钟的调用次数已用完，稍后会自动继续。涉及的调用：externalcontact/send_welcome_msg" in html


def test_hostile_words_of_a_customer_stay_text(firm, lin):
    record(firm, lin, IN, number=1, text="<img src=x onerror=alert(1)>\u202e")

    html = page(firm.admin, lin).content.decode()

    assert "<img src=x" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "\u202e" not in html


def test_merged_id_leads_to_the_one_that_stayed(firm, lin):
    other = make_customer(firm, "Lin again", phone="+8613900139000")
    with scope(firm.id):
        actions.merge_many([Merge(firm.id, lin.id, (other.id,), reason="shared_identity:phone")])

    response = browser(firm.admin).get(f"/o/hemu/customers/{other.id}/?show=notes")
    html = page(firm.admin, lin).content.decode()

    assert (response.status_code, response["Location"]) == (302, f"/o/hemu/customers/{lin.id}/?show=notes")
    assert "same Phone" in html


def test_suggested_duplicate_is_shown_with_its_reason(firm, lin):
    other = make_customer(firm, "Lin Two")
    with scope(firm.id):
        actions.suggest(firm.id, [lin.id, other.id], reason="exclusive_clash:unionid")

    html = page(firm.admin, lin).content.decode()

    assert "Lin Two" in html
    assert "each has a different UnionID" in html


def test_neighbours_of_the_list_one_came_from(firm, lin):
    first, last = make_customer(firm, "First"), make_customer(firm, "Last")
    for number, customer in enumerate((last, lin, first)):
        record(firm, customer, IN, number=number + 1, text="hi", minutes=number)

    html = page(firm.admin, lin, "?list=1").content.decode()
    alone = page(firm.admin, lin).content.decode()

    assert re.search(rf'href="/o/hemu/customers/{first.id}/\?[^"]*list=1"', html)
    assert re.search(rf'href="/o/hemu/customers/{last.id}/\?[^"]*list=1"', html)
    assert "Next customer" not in alone


def test_follow_shows_who_added_when_and_who_ended_it(firm, lin):
    follow = Follow(
        "mengjia", added_at=NOON, remark="Miss Lin", state="hall-1", way="qr", tags=(("t1", "G", "mattress"),)
    )
    over = Follow("limu", added_at=NOON, removed="by_customer", removed_at=later(5))
    with scope(firm.id):
        actions.keep_follows([(firm.id, lin.id, firm.account.id, one, later(6)) for one in (follow, over)], whole=False)

    words = text_of(page(firm.admin, lin).content.decode())

    for part in ("mengjia", "Miss Lin", "hall-1", "scanned a QR code", "mattress", "deleted by the customer"):
        assert part in words


def test_customer_of_another_organisation_is_not_found(firm, lin):
    other = found_firm("xuanniao")
    foreign = make_customer(other, "Lin", phone="+8613800136120")

    assert page(firm.admin, foreign).status_code == 404
    with scope(firm.id):
        assert [c.name for c in queries.visible_to(firm.admin)] == ["Lin"]
