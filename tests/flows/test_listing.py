"""The list of a kind of record, as a member works with it."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.customers.enums import InteractionKind
from changlai.customers.models import Customer
from changlai.customers.tests.factories import browser, make_customer, record
from changlai.customers.tests.finding import read_all
from changlai.kernel.tenancy import scope
from changlai.records.models import DeedRun, ListExport, SavedView
from changlai.records.views import listing
from changlai.tags import actions as tags
from changlai.tags.contracts import Mark, Origin
from changlai.tags.enums import Way
from changlai.tags.models import Tag
from tests.support.house import NOON, another_account, found_firm, hire

pytestmark = pytest.mark.django_db
LIST = "/o/hemu/customers/"
RECORDS = "/o/hemu/records/customer/"


@pytest.fixture
def firm():
    return found_firm()


def names(html: str) -> list[str]:
    return re.findall(r'<td class="is-name[^>]*>.*?<b>(?:<bdi>)?([^<]*)', html, flags=re.DOTALL)


def shown(client, **query: str) -> list[str]:
    return names(client.get(LIST, query).content.decode())


def wearing(firm, *names: str) -> Tag:
    with scope(firm.id):
        group = tags.create_group(name="Value", tone=1, names=["VIP"], by=firm.admin)
        tag = Tag.objects.get(group=group)
        ids = Customer.objects.filter(name__in=names).values_list("pk", flat=True)
        tags.mark([Mark(firm.id, one, tag.pk, True, Origin(Way.HAND, NOON)) for one in ids])
        return tag


def test_house_views_and_chips_narrow_the_list(firm):
    ming = hire(firm, "Ming", "agent")
    shop = another_account(firm)
    make_customer(firm, "Mine", owner=ming)
    make_customer(firm, "Nobody")
    make_customer(shop, "Shop", owner=firm.admin)
    read_all(firm)
    client = browser(ming)

    html = client.get(LIST).content.decode()
    chip = re.search(r'class="cl-chip" href="([^"]+)">(?:<bdi>)?商城', html)

    assert shown(client, view="mine") == ["Mine"]
    assert shown(client, view="unowned") == ["Nobody"]
    assert shown(client, q="obo") == ["Nobody"]
    assert chip is not None
    assert names(browser(firm.admin).get(chip[1].replace("&amp;", "&")).content.decode()) == ["Shop"]


@pytest.mark.parametrize("order", ["-last_interaction_at", "last_interaction_at", "-created_at"])
@pytest.mark.parametrize("tree", [{}, {"path": "name", "contains": "C"}])
@pytest.mark.parametrize("few", [2000, 2])
def test_pages_go_down_to_the_end_and_up_again_the_same_way(firm, monkeypatch, order, tree, few):
    monkeypatch.setattr(listing, "PAGE", 2)
    monkeypatch.setattr("changlai.records.queries.rows.FEW", few)
    monkeypatch.setattr("changlai.records.queries.places.FEW", few)
    for number in range(7):
        customer = make_customer(firm, f"C{number}")
        if number > 2:
            record(firm, customer, InteractionKind.MESSAGE_IN, number=number, text="hi", minutes=number)
    client = browser(firm.admin)
    html = client.get(LIST, {"order": order, "filter": json.dumps(tree)}).content.decode()
    down, up = [names(html)], []

    def link(rel: str) -> str:
        found = re.findall(rf'href="([^"]+)" rel="{rel}"', html)
        return str(found[0]).replace("&amp;", "&") if found else ""

    while href := link("next"):
        html = client.get(href).content.decode()
        down.append(names(html))
    while href := link("prev"):
        html = client.get(href).content.decode()
        up.append(names(html))

    assert [len(page) for page in down] == [2, 2, 2, 1]
    assert sorted(name for page in down for name in page) == [f"C{n}" for n in range(7)]
    assert up == down[-2::-1]


def test_list_takes_the_same_number_of_statements_for_one_three_and_fifty(firm):
    counts, made = [], 0
    for upto in (1, 3, 50):
        for number in range(made, upto):
            make_customer(firm, f"C{number}", owner=firm.admin)
        wearing(firm, "C0") if not made else None
        made = upto
        client = browser(firm.admin)
        client.get(LIST)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(LIST).status_code == 200
        counts.append(len(seen))

    assert len(set(counts)) == 1, counts


def test_view_is_kept_shared_changed_copied_and_dropped(firm):
    for city in ("上海", "杭州"):
        make_customer(firm, city)
    with scope(firm.id):
        for one in Customer.objects.all():
            Customer.objects.filter(pk=one.pk).update(city=one.name)
    ming = hire(firm, "Ming", "agent")
    boss, agent = browser(firm.admin), browser(ming)
    tree = json.dumps({"path": "city", "is": "上海"})

    made = boss.post(
        f"{RECORDS}views/new/", {"name": "Shanghai", "is_team": "on", "filter": tree, "columns": "city,owner"}
    )
    key = parse_qs(urlsplit(made["Location"]).query)["view"][0]
    html = agent.get(LIST, {"view": key}).content.decode()
    refused = agent.post(f"{RECORDS}views/{key}/", {"name": "Mine now"})
    agent.post(f"{RECORDS}views/{key}/", {"name": "My copy", "copy": "1"})
    boss.post(
        f"{RECORDS}views/{key}/", {"keep": "1", "view": key, "filter": json.dumps({"path": "city", "is": "杭州"})}
    )

    assert names(html) == ["上海"]
    assert "Shanghai" in html
    assert [head for head in re.findall(r'title="([^"]+)"><', html) if head in {"City", "Responsible", "Tags"}] == [
        "City",
        "Responsible",
    ]
    assert refused.status_code == 403
    assert shown(agent, view=key) == ["杭州"]
    with scope(firm.id):
        copy = SavedView.objects.get(name="My copy")
        assert (copy.owner_id, copy.filter) == (ming.pk, {"path": "city", "is": "上海"})
    assert boss.get(LIST, {"view": copy.key}).status_code == 200
    assert "My copy" not in boss.get(LIST).content.decode()
    boss.post(f"{RECORDS}views/{key}/", {"remove": "1"})
    with scope(firm.id):
        assert list(SavedView.objects.values_list("name", flat=True)) == ["My copy"]


def test_view_of_what_is_gone_says_so_and_loses_nothing(firm):
    make_customer(firm, "Lin")
    with scope(firm.id):
        tree = {"all": [{"path": "field-999", "is": "x"}, {"path": "name", "contains": "Lin"}]}
        view = SavedView.objects.create(
            kind="customer", name="Old", filter=tree, columns=["field-999", "city"], made_at=NOON
        )

    html = browser(firm.admin).get(LIST, {"view": view.key}).content.decode()

    assert names(html) == ["Lin"]
    assert "There is nothing of this name here (any more)" in html
    assert "A column of this view is not there any more" in html
    assert "data-broken" in html
    with scope(firm.id):
        assert SavedView.objects.get().filter == tree


def test_member_arranges_tabs_for_themselves(firm):
    make_customer(firm, "Lin")
    ming = hire(firm, "Ming", "agent")
    client = browser(ming)

    client.post(f"{RECORDS}views/", {"key": ["mine", "all", "unowned"], "tab": ["mine", "all"], "first": "mine"})

    html = client.get(LIST).content.decode()
    tabs = "".join(re.findall(r'id="shelves".*?</nav>', html, flags=re.DOTALL))
    assert re.findall(r'href="/o/hemu/customers/\?view=(\w+)"', tabs)[:2] == ["mine", "all"]
    assert names(html) == []
    assert names(browser(firm.admin).get(LIST).content.decode()) == ["Lin"]


def test_builder_counts_and_refuses_in_words(firm):
    make_customer(firm, "Lin")
    client = browser(firm.admin)

    good = client.post(f"{RECORDS}count/", {"tree": json.dumps({"path": "name", "contains": "L"})})
    bad = client.post(f"{RECORDS}count/", {"tree": json.dumps({"path": "birthday", "last_days": "x"})})
    sent = client.post(
        f"{RECORDS}filter/",
        {
            "tree": json.dumps({"path": "name", "contains": "L"}),
            "add": "name",
            "filter": json.dumps({"path": "city", "is_empty": True}),
        },
    )

    assert good.json() == {"count": 1, "shown": "1", "words": "1 record fits"}
    assert bad.status_code == 422
    assert "Condition 1" in bad.json()["problem"]
    tree = json.loads(parse_qs(urlsplit(sent["Location"]).query)["filter"][0])
    assert tree == {"all": [{"path": "city", "is_empty": True}, {"path": "name", "contains": "L"}]}


def test_all_results_are_tagged_and_reported(firm):
    for number in range(3):
        make_customer(firm, f"C{number}")
    tag = wearing(firm)
    client = browser(firm.admin)
    tree = json.dumps({"path": "name", "any_of": ["C0", "C1"]})

    asked = client.get(f"{RECORDS}deed/", {"deed": "tags.add", "all": "1", "filter": tree}).content.decode()
    begun = client.post(
        f"{RECORDS}deed/", {"deed": "tags.add", "all": "1", "filter": tree, "begin": "1", "tags": [str(tag.pk)]}
    )
    html = client.get(begun["Location"]).content.decode()

    assert "It will be done to 2 records" in asked
    assert "VIP" in asked
    with scope(firm.id):
        run = DeedRun.objects.get()
        assert [one for batch in run.batches.order_by("number") for one in batch.ids] == sorted(
            Customer.objects.filter(name__in=["C0", "C1"]).values_list("pk", flat=True)
        )
    assert 'aria-valuemax="2"' in html
    assert browser(hire(firm, "Li", "agent")).get(begun["Location"]).status_code == 404


def test_name_is_changed_in_its_place_and_keeps_its_way_to_the_page(firm):
    lin = make_customer(firm, "Lin")
    client = browser(firm.admin)
    read_all(firm)
    html = client.get(LIST, {"q": "Lin"}).content.decode()
    ((cells, rest),) = re.findall(r'data-cells="([^"]+)" data-rest="([^"]+)"', html)
    address = (cells.replace("/0/cells/-/", f"/{lin.pk}/cells/name/") + rest).replace("&amp;", "&")

    editor = client.get(address, headers={"HX-Request": "true"}).content.decode()
    seen = re.findall(r'name="seen" value="([^"]*)"', editor)[0]
    kept = client.post(address, {"value": "林一鸣", "seen": seen}, headers={"HX-Request": "true"}).content.decode()
    late = client.post(address, {"value": "Late", "seen": seen}, headers={"HX-Request": "true"})
    left = client.get(f"{address}&shown=1", headers={"HX-Request": "true"}).content.decode()

    assert 'value="Lin"' in editor
    assert names(kept) == names(left) == ["林一鸣"]
    assert f'href="/o/hemu/customers/{lin.pk}/?view=all&amp;q=Lin&amp;list=1"' in kept
    assert late.status_code == 422
    assert "Somebody changed" in late.content.decode()


def test_ticked_rows_alone_are_exported(firm):
    one, _other = make_customer(firm, "One"), make_customer(firm, "Other")
    client = browser(firm.admin)

    client.post(f"{RECORDS}exports/", {"format": "csv", "ids": str(one.pk), "columns": "city"})

    with scope(firm.id):
        made = ListExport.objects.get()
        assert (made.ids, made.columns, made.format) == ([one.pk], ["city"], "csv")


def test_strangers_see_neither_list_nor_kind(firm):
    make_customer(firm, "Lin")
    client = browser(firm.admin)

    assert client.get("/o/hemu/records/nothing/filter/").status_code == 404
    other = found_firm("xuanniao", "玄鸟")
    assert browser(other.admin).get(f"{RECORDS}filter/").status_code == 404
