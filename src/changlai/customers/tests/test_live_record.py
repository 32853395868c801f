"""The record beside the timeline stays true: what changed comes to an open page, part by part."""

import json
import re

import psycopg
import pytest

from changlai.channels.contracts import Follow, IdentityClaim, Profile
from changlai.customers import actions
from changlai.customers.actions import NowhereTold
from changlai.customers.tests.factories import browser, make_customer, phone_of
from changlai.kernel import db
from changlai.kernel.sse import CHANNEL
from changlai.kernel.tenancy import scope
from changlai.records import actions as records
from changlai.records.actions import Rules
from changlai.records.enums import FieldKind
from tests.support.house import NOON, found_firm, later

pytestmark = pytest.mark.django_db(transaction=True)
PARTS = ["name", "people", "firm", "figures", "basics", "identities", "relations", "suggestions", "merged"]


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def lin(firm):
    return make_customer(firm, "Lin", phone="+8613800136120")


def parts(html):
    """The parts htmx puts in their places, by name, and what they hold."""
    found = re.split(r'<[a-z0-9]+[^>]* id="(?:customer|own)-([a-z-]+(?:-[0-9]+)?)" hx-swap-oob="true">', html)
    return dict(zip(found[1::2], found[2::2], strict=True))


def stands(name, html):
    """Whether a part has its place on a page: one of own fields under a name of its own."""
    return f'id="{"own" if name.startswith("section-") else "customer"}-{name}"' in html


def live(firm, customer, query=""):
    page = browser(firm.admin, hx_request="true")
    return page.get(f"/o/hemu/customers/{customer.pk}/?part=live{query}").content.decode()


@pytest.fixture
def heard(firm, lin):
    """What screens that show the customer have heard, as a function: how often since it was asked last."""
    with psycopg.connect(**db.parameters(), autocommit=True) as ear:
        ear.execute(f"listen {CHANNEL}")

        def count():
            told = [one for notice in ear.notifies(timeout=0.3) for one in json.loads(notice.payload)]
            return sum(f"customer:{lin.pk}" in json.dumps(one) for one in told)

        yield count


def test_every_part_comes_and_says_what_the_page_says(firm, lin):
    with scope(firm.id):
        section = records.create_section(of="customer", name="Home", by=firm.admin)
        rules = Rules("Flat")
        field = records.create_field(section=section, kind=FieldKind.TEXT, rules=rules, by=firm.admin, now=NOON)
        actions.fill_in(customer=lin, given={field.pk: "12A"}, by=firm.admin, now=NOON, fields=[field])
        actions.edit(customer=lin, changes={"company": "Chenxi", "city": "Ningbo"}, by=firm.admin, now=NOON)
        actions.assign_owner(customer=lin, owner=firm.admin, by=firm.admin)

    shown = parts(live(firm, lin))

    assert sorted(shown) == sorted([*PARTS, f"section-{section.pk}"])
    assert "12A" in shown[f"section-{section.pk}"]
    assert "Ningbo" in shown["basics"]
    assert "Chenxi" in shown["firm"]
    assert firm.admin.name in shown["people"]
    assert "13800136120" not in "".join(shown.values())
    whole = browser(firm.admin).get(f"/o/hemu/customers/{lin.pk}/").content.decode()
    assert [name for name in shown if not stands(name, whole)] == []
    assert "hx-swap-oob" not in whole


def test_drawer_over_the_list_stays_true_with_the_same_parts(firm, lin):
    page = browser(firm.admin, hx_request="true")
    with scope(firm.id):
        section = records.create_section(of="customer", name="Home", by=firm.admin)
        records.create_field(section=section, kind=FieldKind.TEXT, rules=Rules("Flat"), by=firm.admin, now=NOON)
        actions.edit(customer=lin, changes={"city": "Ningbo"}, by=firm.admin, now=NOON)
        actions.assign_owner(customer=lin, owner=firm.admin, by=firm.admin)
        actions.write_note(customer=lin, text="wants a call", by=firm.admin, now=NOON)

    shown = parts(live(firm, lin, "&panel=1"))
    drawer = page.get(f"/o/hemu/customers/{lin.pk}/?panel=1").content.decode()

    own = f"section-{section.pk}"
    assert sorted(shown) == ["basics", "peek-latest", "peek-who", own]
    assert "Ningbo" in shown["basics"]
    assert firm.admin.name in shown["peek-who"]
    assert "wants a call" in shown["peek-latest"]
    assert [name for name in shown if not stands(name, drawer)] == []
    assert ("part=live&panel=1" in drawer, "hx-swap-oob" in drawer) == (True, False)
    assert "/pin/" not in drawer  # what these change is not in the drawer
    assert sorted(parts(live(firm, lin, f"&panel=1&editing=own-{own}"))) == ["basics", "peek-latest", "peek-who"]


def test_what_somebody_is_just_changing_is_left_alone(firm, lin):
    page = browser(firm.admin, hx_request="true")
    form = page.get(f"/o/hemu/customers/{lin.pk}/basics/").content.decode()
    (editing,) = re.findall(r'name="editing" value="([^"]+)"', form)

    shown = parts(live(firm, lin, f"&editing={editing}&editing=customer-name"))

    assert sorted(shown) == sorted(set(PARTS) - {"basics", "name"})


def test_screens_hear_of_changes_that_stand_on_no_timeline(firm, lin, heard):
    phone = phone_of(firm, lin)
    where = IdentityClaim("phone", "", phone.value)
    follow = Follow("zhang", remark="first")

    def told(deed):
        with scope(firm.id):
            deed()
        return heard() > 0

    heard()
    assert told(lambda: actions.keep_profiles([(firm.id, lin.pk, Profile(name="Lin X"), later(5))]))
    assert not told(lambda: actions.keep_profiles([(firm.id, lin.pk, Profile(name="Lin X"), later(6))]))
    assert told(lambda: actions.keep_reach([NowhereTold(firm.id, where, later(1), "gone")], []))
    with scope(firm.id):
        phone.refresh_from_db()
    assert told(lambda: actions.mark_reachable(identity=phone, by=firm.admin))
    actions_of = [(firm.id, lin.pk, firm.account.pk, follow, later(1))]
    told(lambda: actions.keep_follows(actions_of, whole=True))
    changed = [(firm.id, lin.pk, firm.account.pk, Follow("zhang", remark="second"), later(2))]
    assert told(lambda: actions.keep_follows(changed, whole=True))
    again = [(firm.id, lin.pk, firm.account.pk, Follow("zhang", remark="second"), later(3))]
    assert not told(lambda: actions.keep_follows(again, whole=True))


def test_copy_tells_own_fields_by_their_names_and_choices_by_their_words(firm, lin):
    by = firm.admin
    with scope(firm.id):
        section = records.create_section(of="customer", name="Home", by=by)
        rules = Rules("Likes", options=("Tea", "Wine"))
        likes = records.create_field(section=section, kind=FieldKind.CHOICES, rules=rules, by=by, now=NOON)
        budget = records.create_field(
            section=section, kind=FieldKind.NUMBER, rules=Rules("Budget", is_masked=True), by=by, now=NOON
        )
        keeper = records.create_field(section=section, kind=FieldKind.MEMBER, rules=Rules("Adviser"), by=by, now=NOON)
        options = list(likes.options.values_list("id", flat=True))
        given = {likes.pk: options, budget.pk: "8000", keeper.pk: by.pk}
        actions.fill_in(customer=lin, given=given, by=by, now=NOON, fields=[likes, budget, keeper])
        records.archive_field(field=budget, by=by, now=NOON)

        told = actions.fields_section(actions.traces(lin))

    assert (told.name, [tuple(row.values()) for row in told.rows]) == (
        "fields",
        [("Home", "Likes", "Tea、Wine"), ("Home", "Budget", "8000"), ("Home", "Adviser", by.name)],
    )
