"""Common words and rare ones are found alike, page by page; what is asked of the database, and by which index."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.customers.models import Customer
from changlai.customers.tests.finding import CUSTOMERS, add, read_all
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.records import queries
from changlai.records.actions.indexing import count_common
from tests.support.house import found_firm, hire, later

pytestmark = pytest.mark.django_db
ASKING = "changlai.records.queries.asking"


@pytest.fixture
def firm():
    return found_firm()


def all_pages(firm, member, text: str, limit: int = 4) -> list[str]:
    found, place = [], None
    with scope(firm.id):
        for _page in range(60):
            page = queries.find(member, CUSTOMERS, text, limit=limit, after=place)
            found += [hit.face.title for hit in page.hits]
            place = page.next
            if place is None:
                return found
    raise AssertionError("there is no end")


def crowd(firm, owner) -> None:
    for n in range(24):
        add(firm, f"张伟{n}", owner=owner if n % 2 else None, last_interaction_at=later(n) if n % 3 else None)
    add(firm, "张伟", owner=owner, last_interaction_at=later(3))
    add(firm, "小张伟", owner=owner, last_interaction_at=later(99))
    add(firm, "李四", owner=owner, note="张伟介绍的", last_interaction_at=later(98))
    read_all(firm)


@pytest.mark.parametrize("few", [1, 3_000])
@pytest.mark.parametrize("walked", [108, 3])
def test_common_words_are_found_in_the_order_of_rare_ones(firm, monkeypatch, few, walked):
    seller = hire(firm, "Sun", "sales")
    crowd(firm, seller)
    monkeypatch.setattr(f"{ASKING}.FEW", few)
    rare = {member: all_pages(firm, member, "张伟") for member in (firm.admin, seller)}

    monkeypatch.setattr(f"{ASKING}.MANY", 2)
    monkeypatch.setattr(f"{ASKING}.STEP", 3)
    monkeypatch.setattr(f"{ASKING}.WALKED", walked)
    common = {member: all_pages(firm, member, "张伟") for member in (firm.admin, seller)}

    assert common == rare
    assert (len(rare[firm.admin]), len(rare[seller])) == (27, 15)
    assert rare[firm.admin][:2] == ["张伟", "张伟23"]
    assert rare[firm.admin][-2:] == ["小张伟", "李四"]


def test_what_is_common_is_known_without_gathering_it(firm, monkeypatch):
    crowd(firm, None)
    monkeypatch.setattr("changlai.records.actions.indexing.COMMON", 5)
    with scope(firm.id):
        count_common("customer")
        asked = queries.asking.Question(firm.admin, CUSTOMERS, "张伟")
        rows = db.rows(
            queries.asking._FIND, {**asked.asked, "depth": 20, "rank": 1, "seen": None, "record": None, "limit": 9}
        )

    assert rows == [(1, None, None)]


def test_a_common_word_costs_the_same_for_three_and_for_fifty(firm, monkeypatch):
    monkeypatch.setattr(f"{ASKING}.MANY", 2)
    costs = []
    for upto in (3, 50):
        for n in range(upto):
            add(firm, f"张伟{upto}{n}", last_interaction_at=later(n))
        read_all(firm)
        with scope(firm.id), CaptureQueriesContext(connection) as few:
            queries.find(firm.admin, CUSTOMERS, "张伟", limit=3)
        costs.append(len(few))

    assert costs[0] == costs[1] <= 9


def test_the_index_of_pieces_and_the_order_of_the_list_are_used(firm):
    crowd(firm, None)
    with scope(firm.id):
        db.run("set local enable_seqscan = off")
        db.run("set local enable_sort = off")  # a handful is sorted as soon
        asked = queries.asking.Question(firm.admin, CUSTOMERS, "张伟")
        sets = asked.asked["sets"]
        walk = queries.asking._WALK.format(
            seen="(extract(epoch from r.last_interaction_at) * 1000000)::bigint",
            table=Customer._meta.db_table,
            where="r.organisation_id = %(org)s and r.binned_at is null and r.last_interaction_at is not null",
            order="r.last_interaction_at desc, r.id desc",
        )
        told = {**asked.asked, "of_rank": sets[2:3], "better": sets[:2], "step": 400}
        walked = "\n".join(row[0] for row in db.planned(f"explain {walk}", told))
        db.run("set local role changlai_gate")
        gathered = db.planned(
            "explain select record_id from records_text where pieces @> %(a)b::int4[]", {"a": sets[2]}
        )

    assert "customer_by_activity" in walked
    assert "Sort Key: r." not in walked
    assert "records_text_pieces" in "\n".join(row[0] for row in gathered)


@pytest.mark.parametrize("step", [3, 1_500])
@pytest.mark.parametrize(("some", "listed", "few"), [(2_500, 8_000, 2_000), (2, 8_000, 2), (2, 2, 2), (2, 26, 2)])
def test_a_list_by_words_is_the_same_of_few_and_of_very_many(firm, monkeypatch, some, listed, few, step):
    seller = hire(firm, "Sun", "sales")
    crowd(firm, seller)
    for name, value in (("SOME", some), ("LISTED", listed)):
        monkeypatch.setattr(f"changlai.records.queries.narrowing.{name}", value)
    for name, value in (("FEW", few), ("TOLD_UP_TO", some)):
        monkeypatch.setattr(f"changlai.records.queries.rows.{name}", value)
    for name in ("STEP", "MOST"):
        monkeypatch.setattr(f"changlai.records.queries.sifting.{name}", step * (1 if name == "STEP" else 6))
    told = []
    with scope(firm.id):
        for member in (firm.admin, seller):
            chosen = queries.read_filter("customer", {"path": "words", "contains": "张伟"}, member)
            first = queries.leaf(CUSTOMERS, member, chosen, limit=20)
            rest = queries.page(CUSTOMERS, member, chosen, after=first.spots[-2], limit=20)
            ids = {spot.id for spot in (*first.spots, *rest)}
            told.append((len(ids), queries.count_up_to(CUSTOMERS, member, chosen, 1_001)))
            assert first.count in {None, len(ids), some, few + 1}

    assert told == [(27, 27), (15, 15)]


@pytest.mark.parametrize("text", ["张伟", "张伟2", "张", "张 伟", "zhangwei", "zw", "介绍", "Zh"])
def test_who_is_found_does_not_hang_on_the_rank(firm, text):
    crowd(firm, None)
    with scope(firm.id):
        ranked = {name.face.title for name in queries.find(firm.admin, CUSTOMERS, text, limit=60).hits}
        chosen = queries.read_filter("customer", {"path": "words", "contains": text}, firm.admin)
        ids = [spot.id for spot in queries.page(CUSTOMERS, firm.admin, chosen, limit=60)]
        listed = set(Customer.objects.filter(id__in=ids).values_list("name", flat=True))

    assert listed == ranked
