"""Departments: a rep sees the own customers, a leader the team's, the director all, a collaborator the shared ones,
on every road there is: lists, counts, search, palette, single pages, deeds with many, exports, the API, orders, tasks.
"""

import csv
import io
import json
import re

import pytest

from changlai.accounts import actions as accounts
from changlai.accounts import queries as access
from changlai.accounts.models import Role
from changlai.accounts.tests.factories import make_member
from changlai.customers import actions as customers
from changlai.customers import queries as people
from changlai.customers.models import Customer
from changlai.customers.tests.factories import browser, make_customer
from changlai.customers.tests.finding import read_all
from changlai.kernel import files
from changlai.kernel.tenancy import scope
from changlai.orders.tests.factories import make_order
from changlai.records import queries as records
from changlai.records.models import DeedRun, ListExport
from changlai.tasks.models import Task
from changlai.tasks.tests.factories import make_task
from tests.support.house import NOON, found_firm, work
from tests.support.programs import program

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = {
    "rep": {"林甲"},
    "peer": {"林乙", "林甲"},  # her own, and his that he shares with her
    "leader": {"林甲", "林乙", "林丁"},  # the department's, and nobody's
    "director": {"林甲", "林乙", "林丙", "林丁"},
}
RIGHTS = ("customers.view", "customers.edit", "customers.export", "orders.view", "orders.export", "tasks.view")


class House:
    """A firm with two departments; customers of a rep, a colleague beside, somebody in the other one, and nobody."""

    def __init__(self):
        self.firm = found_firm()
        with scope(self.firm.id):
            east, west = (
                accounts.create_department(organisation=self.firm.organisation, name=name) for name in ("East", "West")
            )
            for slug, level in (("own", "own"), ("team", "team"), ("all", "all")):
                grants = dict.fromkeys(RIGHTS, level) | {"customers.export": "all", "orders.export": "all"}
                Role.objects.create(organisation_id=self.firm.id, slug=slug, name=slug, grants=grants)
        hire = self.hire
        self.members = {
            "rep": hire("own", east),
            "peer": hire("own", east),
            "leader": hire("team", east),
            "director": hire("all", None),
        }
        owners = {
            "林甲": self.members["rep"],
            "林乙": self.members["peer"],
            "林丙": hire("own", west),
            "林丁": None,
        }
        self.customers = {name: make_customer(self.firm, name, owner=owner) for name, owner in owners.items()}
        with scope(self.firm.id):
            customers.add_collaborator(
                customer=self.customers["林甲"],
                member=self.members["peer"],
                can_write=False,
                by=self.firm.admin,
                now=NOON,
            )

    def hire(self, role, department):
        return make_member(self.firm.organisation, role, department=department)

    def id_of(self, name):
        return self.customers[name].pk


@pytest.fixture
def house():
    return House()


def named(text):
    """Whose names a page shows; what was found is marked within them."""
    words = re.sub(r"</?mark[^>]*>", "", text)
    return {name for name in SEEN["director"] if name in words}


@pytest.mark.parametrize("who", SEEN)
def test_lists_counts_search_palette_and_single_pages_agree(house, who):
    read_all(house.firm)
    member = house.members[who]
    page, api = browser(member), program(member)

    assert named(page.get("/o/hemu/customers/").content.decode()) == SEEN[who]
    assert named(page.get("/o/hemu/search/", {"q": "林"}).content.decode()) == SEEN[who]
    palette = browser(member, hx_request="true").get("/o/hemu/search/", {"q": "林"}).content.decode()
    assert named(palette) == SEEN[who]
    rows = api.get("/api/v1/records/customer/rows").json()["items"]
    assert {one["title"] for one in rows} == SEEN[who]
    assert {one["name"] for one in api.get("/api/v1/customers").json()["items"]} == SEEN[who]
    assert {one["title"] for one in api.get("/api/v1/search", {"q": "林"}).json()["items"]} == SEEN[who]
    with scope(house.firm.id):
        everybody = records.read_filter("customer", {"path": "name", "is_filled": True}, member)
        assert records.count(records.kind_of("customer"), member, everybody) == len(SEEN[who])
    for name, one in house.customers.items():
        status = 200 if name in SEEN[who] else 404
        assert page.get(f"/o/hemu/customers/{one.pk}/").status_code == status
        assert api.get(f"/api/v1/customers/{one.pk}").status_code == status


@pytest.mark.parametrize("who", SEEN)
def test_orders_follow_their_customers_and_tasks_never_name_one_out_of_sight(house, who):
    member = house.members[who]
    for name, one in house.customers.items():
        make_order(house.firm, one, f"HM-{name}")
        make_task(house.firm, "Call", customer=one)
    with scope(house.firm.id):  # as when customers change hands afterwards
        Task.objects.update(assignee=member)
    read_all(house.firm)
    page, api = browser(member), program(member)

    orders = page.get("/o/hemu/orders/").content.decode()
    assert {name for name in SEEN["director"] if f"HM-{name}" in orders} == SEEN[who]
    told = {one["number"] for one in api.get("/api/v1/orders").json()["items"]}
    assert told == {f"HM-{name}" for name in SEEN[who]}
    hits = api.get("/api/v1/search", {"q": "HM-林", "kind": "order"}).json()["items"]
    assert {one["title"] for one in hits} == told
    assert named(page.get("/o/hemu/tasks/").content.decode()) == SEEN[who]
    assert named(page.get("/o/hemu/tasks/all/").content.decode()) <= SEEN[who]


@pytest.mark.parametrize("who", SEEN)
def test_deeds_with_many_reach_no_further_than_what_one_may_change(house, who):
    member, api = house.members[who], program(house.members[who])
    everybody = {"deed": "customers.assign", "arguments": {"owner": str(member.pk)}}

    by_filter = api.post("/api/v1/records/customer/runs", {**everybody, "filter": {}}, content_type="application/json")
    by_hand = api.post(
        "/api/v1/records/customer/runs",
        {**everybody, "ids": [one.pk for one in house.customers.values()]},
        content_type="application/json",
    )
    work()

    may_change = SEEN[who] - ({"林甲"} if who == "peer" else set())
    with scope(house.firm.id):
        mine = set(Customer.objects.filter(owner=member).values_list("name", flat=True))
        meant = DeedRun.objects.get(pk=by_filter.json()["id"]).total_count
    assert mine == may_change
    assert meant == len(SEEN[who])
    report = browser(member).get(f"/o/hemu/records/customer/runs/{by_hand.json()['id']}/").content.decode()
    assert named(report) <= SEEN[who]


@pytest.mark.parametrize("who", ["rep", "leader"])
def test_exports_hold_what_the_list_holds(house, who):
    api = program(house.members[who])

    made = api.post("/api/v1/exports", {"kind": "customer", "format": "csv"}, content_type="application/json")
    work()

    assert made.status_code == 201, made.content
    with scope(house.firm.id):
        data = files.read(ListExport.objects.select_related("file").get(pk=made.json()["id"]).file)
    text = "\n".join(",".join(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert named(text) == SEEN[who]
    assert browser(house.members["peer"]).get(f"/o/hemu/exports/{made.json()['id']}/file/").status_code == 404


def test_duplicates_merges_and_lookalikes_tell_of_nobody_out_of_sight(house):
    with scope(house.firm.id):
        customers.suggest(house.firm.id, [house.id_of("林甲"), house.id_of("林丙")], reason="rule:phone")
        customers.suggest(house.firm.id, [house.id_of("林甲"), house.id_of("林乙")], reason="rule:phone")
        pairs = {who: people.duplicates(member) for who, member in house.members.items()}
        known = people.Known("林丙", company="", city="")
        alike = people.lookalikes(house.members["rep"], known)

    assert {who: len(found) for who, found in pairs.items()} == {"rep": 0, "peer": 1, "leader": 1, "director": 2}
    assert alike == []
    ids = [house.id_of("林甲"), house.id_of("林丙")]
    assert browser(house.members["rep"]).get("/o/hemu/customers/merge/", {"id": ids}).status_code == 404


def test_access_is_explained_as_the_lists_decide(house):
    with scope(house.firm.id):
        kinds = {kind.slug: kind for kind in access.record_kinds()}
        for who, member in house.members.items():
            for name, one in house.customers.items():
                told = access.explain(member, kinds["customer"], one.pk, asker=house.firm.admin)
                assert told is not None
                assert told.is_seen == (name in SEEN[who]), (who, name)
    link = f"/o/hemu/customers/{house.id_of('林甲')}/"
    page = browser(house.firm.admin).get("/o/hemu/settings/access/", {"member": house.members["peer"].pk, "link": link})
    assert "sees it." in page.content.decode()


def test_filters_over_relations_and_reasons_tell_nothing_of_who_is_out_of_sight(house):
    api = program(house.members["rep"])
    away = house.id_of("林丙")
    body = {"filter": {"path": "name", "is": "林丙"}}

    told = api.post(f"/api/v1/filters/customer/records/{away}/reasons", body, content_type="application/json")
    seen = api.get("/api/v1/records/customer/rows", {"filter": json.dumps({"path": "name", "is": "林丙"})}).json()

    assert told.status_code == 404
    assert seen["items"] == []
