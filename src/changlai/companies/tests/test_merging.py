"""Two companies become one and two again: facts, people, own fields, tasks, trees, aliases."""

import pytest

from changlai.companies import actions, queries
from changlai.companies.errors import CannotMergeCompanies, CannotPartCompanies
from changlai.companies.models import (
    Company,
    CompanyApart,
    CompanyMergeImage,
    CompanyMerging,
    CompanyNote,
    CompanyValue,
    Post,
)
from changlai.companies.tests.factories import make_company
from changlai.customers import actions as customers
from changlai.customers.tests.factories import make_customer
from changlai.kernel.tenancy import scope
from changlai.records import actions as records
from changlai.records.actions import Rules
from changlai.records.enums import FieldKind
from tests.support.house import NOON, found_firm

pytestmark = pytest.mark.django_db
CODE = "91350100M000100Y43"
LATER = NOON.replace(hour=15)


@pytest.fixture
def firm():
    return found_firm()


def own_field(firm, name, kind=FieldKind.TEXT, **rules):
    with scope(firm.id):
        section = records.create_section(of="company", name=f"S {name}", by=firm.admin)
        return records.create_field(section=section, kind=kind, rules=Rules(name, **rules), by=firm.admin, now=NOON)


def fill(firm, company, field, text):
    with scope(firm.id):
        actions.fill_in(company=company, given={field.pk: text}, by=firm.admin, now=NOON, fields=[field])


def rows(firm):
    """Everything a merge touches, as it stands."""
    with scope(firm.id):
        facts = [one for one in actions.FACTS if one not in {"industry", "parent", "owner"}]
        return (
            list(Company.objects.order_by("id").values("id", "key", "core", "parent_id", "owner_id", *facts)),
            list(Post.objects.order_by("id").values()),
            list(CompanyNote.objects.order_by("id").values("id", "company_id")),
            list(CompanyValue.objects.order_by("id").values()),
        )


def merge(firm, into, other, **choices):
    with scope(firm.id):
        return actions.merge(into=into, other=other, choices=choices, by=firm.admin, now=NOON)


def part(firm, merging):
    with scope(firm.id):
        actions.part(merging=merging, by=firm.admin, now=LATER)


@pytest.fixture
def pair(firm):
    """Two companies full of everything."""
    top = make_company(firm, "Top")
    into = make_company(firm, "Shop", phone="13800136120", parent=top)
    other = make_company(firm, "Shop Ltd", code=CODE, website="https://shop.example", remark="old", owner=firm.admin)
    make_company(firm, "Low", parent=other)
    lin, wei, mo = (make_customer(firm, name) for name in ("Lin", "Wei", "Mo"))
    with scope(firm.id):
        actions.add_person(company=into, customer=lin, by=firm.admin)
        actions.add_person(company=other, customer=lin, position="CEO", by=firm.admin)
        actions.add_person(company=other, customer=wei, by=firm.admin)
        actions.add_person(company=top, customer=mo, by=firm.admin)
        actions.add_person(company=other, customer=mo, by=firm.admin)
        actions.write_note(company=other, text="called", by=firm.admin, now=NOON)
    both, only, many = own_field(firm, "Both"), own_field(firm, "Only", is_unique=True), None
    fill(firm, into, both, "mine")
    fill(firm, other, both, "theirs")
    fill(firm, other, only, "A-1")
    many = own_field(firm, "Many", FieldKind.CHOICES, options=("red", "blue"))
    fill(firm, other, many, ["red", "blue"])
    return into, other, both


def test_merge_fills_what_is_missing_and_moves_everything(firm, pair):
    into, other, both = pair

    merge(firm, into, other)

    with scope(firm.id):
        stays = Company.objects.get(pk=into.pk)
        assert (stays.name, stays.code, stays.website, stays.remark) == ("Shop", CODE, "https://shop.example", "old")
        assert (stays.parent.name, stays.owner, stays.phone[:3]) == ("Top", firm.admin, "+86")
        assert Company.objects.filter(pk=other.pk).count() == 0
        assert queries.get_for(firm.admin, other.pk).pk == into.pk
        assert sorted(Post.objects.filter(company=stays).values_list("customer__name", "position", "is_main")) == [
            ("Lin", "CEO", True),
            ("Mo", "", False),
            ("Wei", "", True),
        ]
        assert Company.objects.get(name="Low").parent_id == into.pk
        assert CompanyNote.objects.get().company_id == into.pk
        assert list(CompanyValue.objects.filter(field=both).values_list("text", flat=True)) == ["mine"]
        assert set(CompanyValue.objects.values_list("record_id", flat=True)) == {into.pk}
        assert CompanyValue.objects.count() == 4


def test_choices_decide_and_undo_brings_everything_back(firm, pair):
    into, other, both = pair
    before = rows(firm)

    merging = merge(firm, into, other, name=other.pk, **{f"field-{both.pk}": other.pk})

    with scope(firm.id):
        assert Company.objects.get(pk=into.pk).name == "Shop Ltd"
        assert CompanyValue.objects.get(field=both).text == "theirs"
    part(firm, merging)
    assert rows(firm) == before
    with scope(firm.id):
        assert CompanyMergeImage.objects.count() == 0
        assert queries.get_for(firm.admin, other.pk).pk == other.pk
        assert CompanyApart.objects.values_list("first_id", "second_id").get() == (into.pk, other.pk)


def test_undo_keeps_what_was_changed_since(firm, pair):
    into, other, both = pair
    merging = merge(firm, into, other)
    with scope(firm.id):
        stays = Company.objects.get(pk=into.pk)
        actions.edit(company=stays, facts={"website": "https://new.example"}, by=firm.admin, now=LATER)
        actions.edit(company=stays, facts={"code": ""}, by=firm.admin, now=LATER)
        make_company(firm, "Third", code=CODE)
    fill(firm, into, both, "changed")

    part(firm, merging)

    with scope(firm.id):
        stays, back = Company.objects.get(pk=into.pk), Company.objects.get(pk=other.pk)
        assert (stays.website, stays.remark, stays.code) == ("https://new.example", "", "")
        assert (back.website, back.remark, back.code) == ("https://shop.example", "old", "")
        assert dict(CompanyValue.objects.filter(field=both).values_list("record_id", "text")) == {
            into.pk: "changed",
            other.pk: "theirs",
        }


@pytest.mark.parametrize("way", ["down", "up", "long"])
def test_trees_never_close(firm, way):
    top = make_company(firm, "Top")
    middle = make_company(firm, "Middle", parent=top)
    low = make_company(firm, "Low", parent=middle)
    into, other = {"down": (top, middle), "up": (middle, top), "long": (low, top)}[way]
    before = rows(firm)

    merging = merge(firm, into, other, parent=other.pk)

    with scope(firm.id):
        for one in Company.objects.all():
            assert one.pk not in queries.ids_above(firm.id, one.pk)
    part(firm, merging)
    assert rows(firm) == before


def test_merges_come_off_in_the_opposite_order(firm):
    a, b, c = (make_company(firm, name) for name in "ABC")
    first = merge(firm, b, c)
    second = merge(firm, a, b)
    with scope(firm.id):
        assert queries.get_for(firm.admin, c.pk).pk == a.pk
        with pytest.raises(CannotPartCompanies):
            actions.part(merging=first, by=firm.admin, now=LATER)
    part(firm, second)
    part(firm, first)

    with scope(firm.id):
        assert sorted(Company.objects.values_list("name", flat=True)) == ["A", "B", "C"]
        assert queries.get_for(firm.admin, c.pk).pk == c.pk
        with pytest.raises(CannotPartCompanies):
            actions.part(merging=first, by=firm.admin, now=LATER)


def test_merge_refuses_what_cannot_be(firm):
    a, b, c = (make_company(firm, name) for name in "ABC")
    asked = own_field(firm, "Asked", is_required=True)
    with scope(firm.id):
        for into, other, choices in ((a, a, {}), (a, b, {"name": c.pk}), (a, b, {"field-999": a.pk})):
            with pytest.raises(CannotMergeCompanies):
                actions.merge(into=into, other=other, choices=choices, by=firm.admin, now=NOON)
        with pytest.raises(CannotMergeCompanies):
            actions.merge(into=a, other=b, choices={f"field-{asked.pk}": b.pk}, by=firm.admin, now=NOON)
        actions.bin_companies(ids=[b.pk], by=firm.admin, now=NOON)
        with pytest.raises(CannotMergeCompanies):
            actions.merge(into=a, other=b, choices={}, by=firm.admin, now=NOON)
        assert (Company.objects.count(), CompanyMerging.objects.count()) == (3, 0)


def test_images_are_forgotten_and_erased_people_leave_them(firm, pair):
    into, other, _both = pair
    merging = merge(firm, into, other)
    with scope(firm.id):
        lin = Post.objects.get(customer__name="Lin").customer
        actions.forget_people([lin.pk])
        people = [row.get("customer_id") for one in CompanyMergeImage.objects.all() for row in one.rows]
        assert lin.pk not in people
        assert actions.forget_images(LATER) == 0
        assert actions.forget_images(LATER.replace(year=LATER.year + 1)) == 1
        with pytest.raises(CannotPartCompanies):
            actions.part(merging=merging, by=firm.admin, now=LATER)


def test_undo_after_a_customer_was_merged_gives_posts_to_who_stayed(firm, pair):
    into, other, _both = pair
    merging = merge(firm, into, other)
    with scope(firm.id):
        lin, wei = (Post.objects.get(customer__name=name).customer for name in ("Lin", "Wei"))
        customers.unite(into=wei, others=[lin], choices={}, by=firm.admin)

    part(firm, merging)

    with scope(firm.id):
        assert sorted(Post.objects.filter(customer=wei).values_list("company__name", flat=True)) == ["Shop Ltd"]
        assert Post.objects.filter(customer=wei, is_main=True).count() == 1
