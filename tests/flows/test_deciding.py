"""A member decides what a merge keeps of own fields and tags; taking it back restores what each one had."""

import re

import pytest

from changlai.customers import actions, queries
from changlai.customers.errors import CannotMerge
from changlai.customers.models import Customer, FieldValue, Merging
from changlai.customers.tests.factories import browser, make_customer
from changlai.customers.tests.test_api import JSON
from changlai.kernel.tenancy import scope
from changlai.records import actions as records
from changlai.records import queries as own
from changlai.records.actions import Rules
from changlai.records.enums import FieldKind
from changlai.records.models import Field
from changlai.tags.models import FollowMark, Tag, Tagging
from changlai.tags.tests.factories import make_group, mark
from changlai.tags.tests.test_platforms import jobs, listed, told, wecom
from tests.support.house import NOON, found_firm, hire, later
from tests.support.programs import program

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["wecom"]  # a fixture


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def fields(firm):
    """A text, and several choices."""
    by = firm.admin
    with scope(firm.id):
        section = records.create_section(of="customer", name="Home", by=by)
        return [
            records.create_field(section=section, kind=FieldKind.TEXT, rules=Rules("Flat"), by=by, now=NOON),
            records.create_field(
                section=section, kind=FieldKind.CHOICES, rules=Rules("Likes", options=("Tea", "Wine")), by=by, now=NOON
            ),
        ]


@pytest.fixture
def pair(firm):
    return make_customer(firm, "Lin"), make_customer(firm, "Wu")


def fill(firm, customer, field, value):
    with scope(firm.id):
        given = {field.pk: value}
        actions.fill_in(
            customer=customer, given=given, by=firm.admin, now=later(1), fields=[Field.objects.get(pk=field.pk)]
        )


def flats(firm):
    with scope(firm.id):
        return list(FieldValue.objects.exclude(text="").order_by("record_id").values_list("record_id", "text"))


def unite(firm, pair, stays=None, left_out=()):
    into, other = pair
    with scope(firm.id):
        return actions.unite(
            into=into, others=[other], choices=stays or {}, left_out=frozenset(left_out), by=firm.admin
        )


def undo(firm):
    with scope(firm.id):
        actions.undo_merge(merging=Merging.objects.latest("id"), by=firm.admin, now=later(60))


def test_value_of_the_one_who_goes_is_chosen_and_both_return(firm, fields, pair):
    lin, wu = pair
    fill(firm, lin, fields[0], "12A")
    fill(firm, wu, fields[0], "7C")
    before = flats(firm)

    unite(firm, pair, {f"field-{fields[0].pk}": wu})
    assert flats(firm) == [(lin.pk, "7C")]

    undo(firm)
    assert flats(firm) == before == [(lin.pk, "12A"), (wu.pk, "7C")]


def test_value_changed_since_stays_and_the_other_has_its_own_again(firm, fields, pair):
    lin, wu = pair
    fill(firm, wu, fields[0], "7C")
    unite(firm, pair)
    fill(firm, lin, fields[0], "new")

    undo(firm)

    assert flats(firm) == [(lin.pk, "new"), (wu.pk, "7C")]


@pytest.fixture
def rich(firm, fields, pair):
    """The two differ in a value, choices, tags and collaborators."""
    lin, wu = pair
    _group, (vip, old) = make_group(firm, "Level", "VIP", "Old")
    mark(firm, [lin, wu], on=(vip,))
    mark(firm, [wu], on=(old,))
    with scope(firm.id):
        tea, wine = (one.pk for one in own.options_of(fields[1]))
        for helper in (hire(firm, "Gao", "agent"), hire(firm, "Li", "agent")):
            actions.add_collaborator(customer=wu, member=helper, can_write=True, by=firm.admin, now=NOON)
    fill(firm, lin, fields[0], "12A")
    fill(firm, wu, fields[0], "7C")
    fill(firm, wu, fields[1], [tea, wine])
    return [f"tag-{vip.pk}", f"option-{wine}"], [f"tag-{old.pk}", f"option-{tea}"]


def counts(firm):
    """Customers by tag, marks, several choices."""
    with scope(firm.id):
        tags = dict(Tag.objects.values_list("name", "customer_count"))
        return tags, Tagging.objects.count(), FieldValue.objects.filter(option__isnull=False).count()


def test_page_shows_what_there_is_to_choose_and_keeps_what_was_ticked(firm, fields, pair, rich):
    lin, wu = pair
    kept, left_out = rich
    page = browser(firm.admin)
    before = counts(firm)

    shown = page.get(f"/o/hemu/customers/merge/?id={lin.pk}&id={wu.pk}").content.decode()
    offered = re.findall(r'name="offered" value="([^"]+)"', shown)
    form = {"id": [lin.pk, wu.pk], "into": lin.pk, f"choice-field-{fields[0].pk}": wu.pk}
    answer = page.post("/o/hemu/customers/merge/", form | {"offered": offered, "kept": kept})

    assert sorted(offered) == sorted([*kept, *left_out])
    assert "12A" in shown
    assert "All of them stay; who might change one of the records may change this one." in shown
    assert answer.status_code == 302
    assert flats(firm) == [(lin.pk, "7C")]
    assert counts(firm) == ({"VIP": 1, "Old": 0}, 1, 1)
    with scope(firm.id):
        assert sorted(one.member.name for one in queries.collaborators(lin)) == ["Gao", "Li"]
        address = f"/o/hemu/customers/merges/{Merging.objects.get().pk}/undoing/"
    assert "Wu" in page.get(address).content.decode()

    page.post(address)

    assert counts(firm) == before == ({"VIP": 2, "Old": 1}, 3, 2)
    assert "has been undone already" in page.get(address).content.decode()


def rows_of(html):
    """The lines of the page of an undo: what each record will have, by the line's name."""
    lines = re.findall(r"<tr><th[^>]*>(.*?)</th>(.*?)</tr>", html, re.DOTALL)
    plain = {
        words(name): [words(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.DOTALL)]
        for name, cells in lines
    }
    return {name: cells for name, cells in plain.items() if cells}


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_page_of_an_undo_names_the_fields_and_tags_each_one_will_have(firm, fields, pair, rich):
    lin, wu = pair
    page = browser(firm.admin)
    _kept, left_out = rich
    unite(firm, pair, {f"field-{fields[0].pk}": wu}, left_out)
    with scope(firm.id):
        address = f"/o/hemu/customers/merges/{Merging.objects.get().pk}/undoing/"

    shown = rows_of(page.get(address).content.decode())

    assert {name: shown[name] for name in ("Flat", "Likes", "Level")} == {
        "Flat": ["12A", "7C"],
        "Likes": ["empty", "Tea , Wine"],
        "Level": ["VIP", "VIP Old"],
    }
    assert not {"Tags", "Values of fields"} & set(shown)

    page.post(address)
    with scope(firm.id):
        again = {one.key: one.shown for one in actions.merge_choices(firm.admin, [lin.pk, wu.pk])}
    assert again[f"field-{fields[0].pk}"] == {lin.pk: "12A", wu.pk: "7C"}
    assert [again[key] for key in left_out] == [{wu.pk: "Old"}, {wu.pk: "Tea"}]


def test_page_of_an_undo_tells_what_was_written_since_and_hides_what_is_masked(firm, fields, pair, rich):
    lin, _wu = pair
    unite(firm, pair)
    fill(firm, lin, fields[0], "new")
    with scope(firm.id):
        address = f"/o/hemu/customers/merges/{Merging.objects.get().pk}/undoing/"
    assert rows_of(browser(firm.admin).get(address).content.decode())["Flat"] == ["new", "7C"]

    with scope(firm.id):
        Field.objects.filter(pk__in=[one.pk for one in fields]).update(is_masked=True)
    helper = hire(firm, "Tao", "agent")
    with scope(firm.id):
        actions.assign_owner(customer=lin, owner=helper, by=firm.admin)
    shown = rows_of(browser(helper).get(address).content.decode())

    assert (shown["Flat"], shown["Likes"]) == (["****", "****"], ["empty", "****"])


def test_of_an_exclusive_group_one_is_chosen(firm, pair):
    lin, wu = pair
    group, (hot, cold) = make_group(firm, "Stage", "Hot", "Cold", is_exclusive=True)
    mark(firm, [lin], on=(hot,))
    mark(firm, [wu], on=(cold,))

    unite(firm, pair, {f"group-{group.pk}": wu})
    with scope(firm.id):
        assert list(Tagging.objects.values_list("customer_id", "tag_id")) == [(lin.pk, cold.pk)]

    undo(firm)
    with scope(firm.id):
        assert sorted(Tagging.objects.values_list("customer_id", "tag_id")) == [(lin.pk, hot.pk), (wu.pk, cold.pk)]
        assert dict(Tag.objects.values_list("name", "customer_count")) == {"Hot": 1, "Cold": 1}


@pytest.mark.parametrize("key", ["field-999999", "tag-999999", "nonsense", "field-x"])
def test_what_is_not_there_to_decide_about_is_refused_and_nothing_changes(firm, pair, key):
    with pytest.raises(CannotMerge, match="stale_choice"):
        unite(firm, pair, {key: pair[1]})
    with pytest.raises(CannotMerge, match="stale_choice"):
        unite(firm, pair, left_out=[key])

    with scope(firm.id):
        assert Customer.objects.count() == 2


def test_required_field_is_not_emptied(firm, pair):
    lin, wu = pair
    with scope(firm.id):
        section = records.create_section(of="customer", name="Home", by=firm.admin)
        rules = Rules("Flat", is_required=True)
        field = records.create_field(section=section, kind=FieldKind.TEXT, rules=rules, by=firm.admin, now=NOON)
    fill(firm, lin, field, "12A")

    with pytest.raises(CannotMerge, match="stale_choice"):
        unite(firm, pair, {f"field-{field.pk}": wu})

    assert flats(firm) == [(lin.pk, "12A")]


def test_tag_that_is_left_out_goes_from_the_platform_too_and_comes_back(firm, wecom, pair):
    lin, wu = pair
    listed(firm, wecom, Level={"t1": "Gold"})
    told(firm, wecom, wu, "zhang", ("t1", "Level", "Gold"))
    with scope(firm.id):
        tag = Tag.objects.get(name="Gold")

    unite(firm, pair, left_out=[f"tag-{tag.pk}"])
    with scope(firm.id):
        assert list(FollowMark.objects.values_list("customer_id", "is_on", "state")) == [(lin.pk, False, "waiting")]
        assert not Tagging.objects.exists()
    assert jobs(firm, "tags.mark") == 1

    undo(firm)
    with scope(firm.id):
        assert list(FollowMark.objects.values_list("customer_id", "is_on", "state")) == [(wu.pk, True, "waiting")]
        assert list(Tagging.objects.values_list("customer_id", flat=True)) == [wu.pk]


def test_program_sees_what_there_is_to_decide_and_decides(firm, fields, pair):
    lin, wu = pair
    _group, (vip,) = make_group(firm, "Level", "VIP")
    mark(firm, [wu], on=(vip,))
    fill(firm, lin, fields[0], "12A")
    fill(firm, wu, fields[0], "7C")
    client = program(firm.admin)
    order = {"into_id": lin.pk, "customer_ids": [wu.pk]}

    preview = client.post("/api/v1/customer-merges/preview", order, content_type=JSON).json()
    decided = order | {"stays": {f"field-{fields[0].pk}": wu.pk}, "left_out": [f"tag-{vip.pk}"]}
    merged = client.post("/api/v1/customer-merges", decided, content_type=JSON)
    asked = client.get(f"/api/v1/customer-merges/{merged.json()['id']}/undoing").json()

    assert [(one["key"], one["keeps_one"], one["shown"]) for one in preview["choices"]] == [
        (f"field-{fields[0].pk}", True, {str(lin.pk): "12A", str(wu.pk): "7C"}),
        (f"tag-{vip.pk}", False, {str(wu.pk): "VIP"}),
    ]
    assert merged.status_code == 201
    assert flats(firm) == [(lin.pk, "7C")]
    assert (asked["refusal"], [one["name"] for one in asked["customers"]]) == (None, ["Lin", "Wu"])
    assert [(one["group"], one["label"], one["shown"]) for one in asked["again"]] == [
        ("Home", "Flat", {str(lin.pk): "12A", str(wu.pk): "7C"}),
        ("Level", "VIP", {str(wu.pk): "VIP"}),
    ]
    assert "标签" not in [line["label"] for line in asked["moving"]]
    wrong = client.post("/api/v1/customer-merges", order | {"stays": {"Field": 1}}, content_type=JSON)
    assert wrong.status_code == 422
