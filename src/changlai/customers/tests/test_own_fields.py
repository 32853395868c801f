"""An organisation's own fields: defined, filled in, refused kindly, masked, archived."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from changlai.customers import actions, queries
from changlai.customers.models import Customer, FieldValue, Interaction
from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from changlai.records import actions as records
from changlai.records import queries as own
from changlai.records.actions import Rules
from changlai.records.enums import FieldKind
from changlai.records.errors import BadValue, Missing, NameTaken, NotEmpty, NotUnique, Taken
from changlai.records.models import Field, Section
from tests.support.house import Firm, found_firm, hire

pytestmark = pytest.mark.django_db

HTMX = {"hx_request": "true"}


@pytest.fixture
def firm() -> Firm:
    return found_firm()


@pytest.fixture
def lin(firm) -> Customer:
    return make_customer(firm, "Lin")


def define(firm: Firm, name: str, kind: FieldKind = FieldKind.TEXT, **rules) -> Field:
    with scope(firm.id):
        section = Section.objects.first() or records.create_section(of="customer", name="Home", by=firm.admin)
        return records.create_field(
            section=section, kind=kind, rules=Rules(name, **rules), by=firm.admin, now=timezone.now()
        )


def fill(firm: Firm, customer: Customer, **given: object) -> bool:
    """By the name of the field; choices by their names."""
    with scope(firm.id):
        fields = own.active_fields("customer")
        return actions.fill_in(
            customer=customer,
            given={one.pk: given[one.name] for one in fields if one.name in given},
            by=firm.admin,
            now=timezone.now(),
            fields=fields,
        )


def shown(firm: Firm, customer: Customer, member=None) -> dict[str, str]:
    with scope(firm.id):
        rows = own.filled(customer.pk, member or firm.admin, own.active_fields("customer"), "customer")
        return {row.field.name: row.shown for row in rows}


def option(firm: Firm, field: Field, name: str) -> int:
    with scope(firm.id):
        return next(one.pk for one in own.options_of(field) if one.name == name)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (FieldKind.TEXT, "  three   rooms ", "three rooms"),
        (FieldKind.LONG_TEXT, "a\nb", "a\nb"),
        (FieldKind.NUMBER, "3,280.5", "3280.5"),
        (FieldKind.NUMBER, "-0.0001", "-0.0001"),
        (FieldKind.DATE, "2026/01/31", "2026-01-31"),
        (FieldKind.PHONE, "138 0013 6120", "+8613800136120"),
        (FieldKind.EMAIL, "a@Example.COM", "a@example.com"),
        (FieldKind.URL, "www.example.com/a", "https://www.example.com/a"),
    ],
)
def test_value_is_kept_in_its_one_form(firm, lin, kind, typed, kept):
    define(firm, "fact", kind)

    changed = fill(firm, lin, fact=typed)
    again = fill(firm, lin, fact=typed)

    assert (shown(firm, lin), changed, again) == ({"fact": kept}, True, False)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (FieldKind.TEXT, "x" * 301),
        (FieldKind.TEXT, "a\x00b"),
        (FieldKind.NUMBER, "30k"),
        (FieldKind.NUMBER, "1e99"),
        (FieldKind.NUMBER, "0.00001"),
        (FieldKind.NUMBER, "nan"),
        (FieldKind.DATE, "31 January"),
        (FieldKind.PHONE, "12"),
        (FieldKind.EMAIL, "nobody"),
        (FieldKind.URL, "javascript:alert(1)"),
        (FieldKind.CHOICE, "999"),
        (FieldKind.MEMBER, "x"),
    ],
)
def test_what_a_field_cannot_hold_is_refused_and_nothing_changes(firm, lin, kind, typed):
    define(firm, "fact", kind)

    with pytest.raises(BadValue) as caught:
        fill(firm, lin, fact=typed)

    assert caught.value.field == "fact"
    assert shown(firm, lin) == {"fact": ""}


def test_choices_and_members_are_shown_by_their_names(firm, lin):
    style = define(firm, "style", FieldKind.CHOICES, options=("oak", "cream", "oak"))
    define(firm, "adviser", FieldKind.MEMBER)

    fill(firm, lin, style=[option(firm, style, "cream"), option(firm, style, "oak")], adviser=str(firm.admin.pk))

    assert shown(firm, lin) == {"style": "oak、cream", "adviser": "孟佳"}


def test_required_and_unique_are_held(firm, lin):
    define(firm, "card", is_required=True, is_unique=True)
    other = make_customer(firm, "Zhou")
    fill(firm, lin, card="A-1")

    with pytest.raises(Missing):
        fill(firm, lin, card=" ")
    with pytest.raises(Taken):
        fill(firm, other, card="a-1")

    assert (shown(firm, lin), shown(firm, other)) == ({"card": "A-1"}, {"card": ""})


def test_field_cannot_become_unique_while_values_are_shared(firm, lin):
    field = define(firm, "card")
    fill(firm, lin, card="A-1")
    fill(firm, make_customer(firm, "Zhou"), card="A-1")

    with scope(firm.id), pytest.raises(NotUnique):
        records.change_field(field=field, rules=Rules("card", is_unique=True), by=firm.admin, now=timezone.now())


def test_dropped_choice_is_kept_by_who_has_it_and_offered_no_more(firm, lin):
    field = define(firm, "stage", FieldKind.CHOICE, options=("plan", "build"))
    plan = option(firm, field, "plan")
    fill(firm, lin, stage=plan)

    with scope(firm.id):
        rules = Rules("stage", renamed={plan: "planning"}, dropped=(plan,), options=("done",))
        records.change_field(field=field, rules=rules, by=firm.admin, now=timezone.now())
    kept = fill(firm, lin, stage=plan)

    assert shown(firm, lin) == {"stage": "planning"}
    assert kept is False
    with pytest.raises(BadValue):
        fill(firm, make_customer(firm, "Zhou"), stage=plan)


def test_archived_field_keeps_its_values_until_it_is_purged(firm, lin):
    field = define(firm, "card")
    fill(firm, lin, card="A-1")
    with scope(firm.id):
        records.archive_field(field=field, by=firm.admin, now=timezone.now())
    hidden = shown(firm, lin)
    define(firm, "card")

    with scope(firm.id):
        with pytest.raises(NameTaken):
            records.restore_field(field=field, by=firm.admin, now=timezone.now())
        with pytest.raises(NotEmpty):
            records.delete_section(section=Section.objects.get(), by=firm.admin)
        held = FieldValue.objects.count()
        records.purge_field(field=field, by=firm.admin, now=timezone.now())
        records.go_on_purging(field_id=field.pk)
        assert (hidden, held, FieldValue.objects.count()) == ({}, 1, 0)


def test_history_says_who_changed_what_but_not_what_is_masked(firm, lin):
    define(firm, "flat")
    define(firm, "income", FieldKind.NUMBER, is_masked=True)
    fill(firm, lin, flat="two rooms", income="30000")
    fill(firm, lin, flat="three rooms")

    with scope(firm.id):
        rows = Interaction.objects.filter(customer_id=lin.pk, kind="changed").order_by("id")
        changes = [change for row in rows for change in row.facts["changes"]]
    assert changes == [
        {"field": "flat", "before": "", "after": "two rooms"},
        {"field": "income", "before": "", "after": "****"},
        {"field": "flat", "before": "two rooms", "after": "three rooms"},
    ]


def test_masked_value_is_shown_to_whom_the_role_says_and_looking_is_written_down(firm, lin):
    field = define(firm, "income", FieldKind.NUMBER, is_masked=True)
    fill(firm, lin, income="30000")
    li = hire(firm, "Li", "sales")
    with scope(firm.id):
        actions.assign_owner(customer=lin, owner=li, by=firm.admin)
    disclosure = f"/o/hemu/records/customer/{lin.pk}/fields/{field.pk}/disclosure/"

    seen = browser(li).get(f"/o/hemu/customers/{lin.pk}/").content.decode()
    full = browser(li, **HTMX).post(disclosure)
    refused = browser(hire(firm, "Viewer", "viewer")).post(disclosure)

    assert shown(firm, lin, li) == {"income": "****"}
    assert "30000" not in seen
    assert ("30000" in full.content.decode(), full["Cache-Control"]) == (True, "no-store")
    assert refused.status_code == 403
    with scope(firm.id):
        assert AuditEntry.objects.get(action="records.unmasked").changes == {"field": "income"}


def test_section_is_changed_in_its_place_and_says_what_is_wrong(firm, lin):
    field = define(firm, "budget", FieldKind.NUMBER)
    client, path = browser(firm.admin, **HTMX), f"/o/hemu/records/customer/{lin.pk}/sections/{field.section_id}/"

    form = client.get(path)
    wrong = client.post(path, {f"field-{field.pk}": "30k"})
    right = client.post(path, {f"field-{field.pk}": "30000"})

    assert f'name="field-{field.pk}"' in form.content.decode()
    assert wrong.status_code == 422
    assert "This is no number" in wrong.content.decode()
    assert 'value="30k"' in wrong.content.decode()
    assert ("30000" in right.content.decode(), "<html" in right.content.decode()) == (True, False)


def test_number_of_statements_of_the_page_does_not_grow_with_the_fields(firm, lin):
    define(firm, "a")
    client = browser(firm.admin)
    client.get(f"/o/hemu/customers/{lin.pk}/")

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/o/hemu/customers/{lin.pk}/")
        return len(seen)

    few = statements()
    for number in range(4):
        define(firm, f"b{number}", FieldKind.CHOICE, options=("x", "y"))

    assert statements() == few


def test_definition_page_is_for_those_who_may(firm):
    define(firm, "flat", is_required=True)

    assert "flat" in browser(firm.admin).get("/o/hemu/settings/fields/").content.decode()
    assert browser(hire(firm, "Agent", "agent")).get("/o/hemu/settings/fields/").status_code == 403


def test_field_is_defined_in_the_dialog(firm):
    with scope(firm.id):
        section = records.create_section(of="customer", name="Home", by=firm.admin)
    client = browser(firm.admin, **HTMX)
    path = f"/o/hemu/settings/fields/sections/{section.pk}/new/"

    answer = client.post(path, {"name": "Stage", "kind": "choice", "choices": "plan\nbuild", "is_required": "on"})
    wrong = client.post(path, {"name": "", "kind": "text"})

    with scope(firm.id):
        field = Field.objects.get()
        assert (field.name, field.kind, field.is_required) == ("Stage", "choice", True)
        assert [one.name for one in own.options_of(field)] == ["plan", "build"]
    assert (answer.status_code, wrong.status_code) == (204, 422)


def test_customer_is_made_by_hand_with_own_fields(firm, lin):
    field = define(firm, "card", is_required=True)
    with scope(firm.id):
        actions.add_contact(customer=lin, kind="phone", text="13800136120", by=firm.admin, now=timezone.now())
    client = browser(firm.admin)
    typed = {"name": "Zhao", "phone": "13900139000", "gender": "male", "owner": firm.admin.pk}

    missing = client.post("/o/hemu/customers/new/", typed)
    taken = client.post("/o/hemu/customers/new/", {**typed, "phone": "13800136120", f"field-{field.pk}": "B-2"})
    made = client.post("/o/hemu/customers/new/", {**typed, f"field-{field.pk}": "B-2"})

    assert (missing.status_code, taken.status_code, made.status_code) == (422, 422, 302)
    assert "This field is required" in missing.content.decode()
    assert "This looks like somebody you know already" in taken.content.decode()
    with scope(firm.id):
        zhao = Customer.objects.get(name="Zhao")
        assert (zhao.owner_id, zhao.gender, zhao.by_hand) == (firm.admin.pk, "male", ["name", "gender"])
        assert [one.value for one in queries.identities(zhao)] == ["+8613900139000"]
    assert shown(firm, zhao) == {"card": "B-2"}
