"""Finding words in conversations."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.customers.tests.finding import read_all
from changlai.inbox import actions, queries, search
from changlai.inbox.grams import grams, holds, words
from changlai.inbox.models import Message
from changlai.inbox.tests.desk import entries_of, rows_of, sit_down, write
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm, hire, later, settle


def index(*firms) -> None:
    """As the consumer does, for everything there is."""
    for firm in firms:
        with scope(firm.id):
            actions.index(Message.objects.values_list("id", flat=True))


def found(firm, member, text: str) -> list[str]:
    with scope(firm.id):
        return [one.text for one in queries.look_for(member, text).messages]


@pytest.mark.parametrize(
    ("text", "wanted", "there"),
    [
        ("另外床垫味道大不大？", "床垫", True),
        ("另外床垫味道大不大？", "垫味", True),
        ("另外床垫味道大不大？", "味道 床垫", True),
        ("另外床垫味道大不大？", "床味", False),
        ("ＡＢＣ １２３", "abc 123", True),
        ("The Straße", "STRASSE", True),
        ("a%b_c", "%b_", True),
    ],
)
def test_words_are_found_whatever_width_or_case(firm, text, wanted, there):
    write(firm, "Lin", text)
    index(firm)

    assert found(firm, firm.admin, wanted) == ([text] if there else [])
    assert holds(text, words(wanted)) is there


def test_everything_that_holds_the_piece_is_found_the_latest_first(firm):
    for n in range(5):
        write(firm, f"C{n}", f"第 {n} 张床垫", at=later(n))
    index(firm)

    assert found(firm, firm.admin, "床垫") == [f"第 {n} 张床垫" for n in reversed(range(5))]


def test_only_what_one_may_see_is_found_and_nothing_of_other_houses(firm):
    other = found_firm("other", "别家")
    write(firm, "Lin", "秘密床垫")
    write(other, "Lin", "秘密床垫")
    index(firm, other)

    assert found(firm, hire(firm, "Sun", "sales"), "秘密") == []
    assert len(found(firm, firm.admin, "秘密")) == 1
    assert set(grams(firm.id, "秘密")) & set(grams(other.id, "秘密")) == set()


def test_notes_are_found_until_they_are_deleted(desk, firm):
    conversation = write(firm, "Lin", "hi")
    desk.post("notes", {"text": "她很在意气味"}, conversation_id=conversation.pk)
    index(firm)
    before = found(firm, firm.admin, "气味")
    with scope(firm.id):
        note = Message.objects.get(author="note")
    desk.post("note_removal", message_id=note.pk)
    index(firm)

    assert (before, found(firm, firm.admin, "气味")) == (["她很在意气味"], [])


@pytest.mark.usefixtures("transactional_db")
def test_what_is_written_becomes_findable_by_itself():
    firm = found_firm()
    desk, conversation = sit_down(firm, firm.admin), write(firm, "Lin", "床垫多少钱")
    desk.post("replies", {"text": "床垫三千"}, conversation_id=conversation.pk)
    desk.post("notes", {"text": "床垫要打折"}, conversation_id=conversation.pk)

    settle(["inbox.search"])

    assert sorted(found(firm, firm.admin, "床垫")) == sorted(["床垫多少钱", "床垫三千", "床垫要打折"])


def test_deleted_messages_leave_no_pieces(firm):
    conversation = write(firm, "Lin", "床垫")
    index(firm)

    with scope(firm.id):
        conversation.delete()

        assert (
            db.rows("select * from inbox_text_find(%s, %b::int4[], %s, 10)", (firm.id, grams(firm.id, "床垫"), 2**62))
            == []
        )


def test_the_index_is_used(firm):
    for n in range(3):
        write(firm, f"C{n}", "床垫")
    index(firm)

    with scope(firm.id), CaptureQueriesContext(connection) as few:
        assert len(queries.look_for(firm.admin, "床垫").messages) == 3
    assert len(few) <= 3
    row = db.row("select indexdef from pg_indexes where indexname = 'inbox_text_grams'")
    assert row is not None
    assert "gin" in row[0]


def test_the_page_shows_the_place_and_leads_to_it(desk, firm):
    conversation = write(
        firm, "Lin", *(f"第 {n} 句 <b>" for n in range(60)), "床垫 <b>在这</b>", *("后面" for _ in range(3))
    )
    index(firm)

    page = desk.get("search", {"q": "床垫"}, htmx=True)
    short = desk.get("search", {"q": "床"}, htmx=True).content.decode()
    none = desk.get("search", {"q": "沙发"}, htmx=True).content.decode()
    whole = desk.get("search").content.decode()

    body = page.content.decode()
    assert "<mark>床垫</mark> &lt;b&gt;在这&lt;/b&gt;" in body
    with scope(firm.id):
        message = Message.objects.get(text__startswith="床垫")
    assert f"at={message.pk}" in body
    assert ("at least 2 characters" in short, "Nothing you may see" in none, "<html" in whole) == (True, True, True)
    there = desk.get("conversation", {"at": str(message.pk)}, conversation_id=conversation.pk)
    assert len(entries_of(there)) == 14
    assert f'data-at="{message.pk}"' in there.content.decode()


def test_one_conversation_is_searched_by_itself(desk, firm):
    conversation, other = write(firm, "Lin", "床垫", "别的", "还是床垫"), write(firm, "Wu", "床垫")

    ids = desk.get("search_thread", {"q": "床垫"}, conversation_id=conversation.pk).json()["items"]

    with scope(firm.id):
        assert [Message.objects.get(pk=one).text for one in ids] == ["还是床垫", "床垫"]
    assert desk.get("search_thread", {"q": "床"}, conversation_id=other.pk).json()["items"] == []


def test_pages_of_hits_follow_each_other(desk, firm, monkeypatch):
    monkeypatch.setattr("changlai.inbox.queries.search.FOUND", 2)
    for n in range(5):
        write(firm, f"C{n}", "床垫")
    index(firm)

    seen, place = [], 0
    with scope(firm.id):
        while True:
            page = queries.look_for(firm.admin, "床垫", before=place)
            seen += [one.pk for one in page.messages]
            place = page.before
            if not place:
                break

    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)
    assert "Load more" in desk.get("search", {"q": "床垫"}, htmx=True).content.decode()
    assert rows_of(desk.get("inbox", {"tab": "all"})) != []


@pytest.mark.parametrize(("named", "steps"), [(300, (9,)), (0, (9,)), (0, (1, 1, 1, 1)), (1, (2, 9))])
def test_open_conversations_are_found_by_few_customers_and_by_very_many(firm, monkeypatch, named, steps):
    """Of many customers the conversations are walked along, the latest first: the same come to light."""
    monkeypatch.setattr(search, "NAMED", named)
    monkeypatch.setattr(search, "STEPS", steps)
    for number, name in enumerate(("林一", "王二", "林三", "林四")):
        write(firm, name, "hello", at=later(number))
    sales = hire(firm, "Li", "sales")
    read_all(firm)
    with scope(firm.id):
        told = [[one.label for one in search.find(who, "林", 2)] for who in (firm.admin, sales)]
        nobody = search.find(firm.admin, "赵钱", 2)

    assert told == [["林四", "林三"], []]
    assert nobody == []
