"""What uses an own field is told before it goes; its values go in batches, whatever happens to the worker."""

import pytest
from django.utils import translation

from changlai.accounts.models import Member
from changlai.customers import actions as customers
from changlai.customers.enums import Certainty
from changlai.customers.models import FieldValue, TwinRule
from changlai.customers.tests.factories import browser, make_customer
from changlai.imports.models import ImportTemplate
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.records import actions as records
from changlai.records import uses
from changlai.records.actions import Rules, field_purge
from changlai.records.enums import FieldKind
from changlai.records.errors import BeingPurged
from changlai.records.models import Field, SavedView
from tests.support.house import NOON, found_firm, hire

pytestmark = pytest.mark.django_db
HTMX = {"hx_request": "true"}


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def field(firm):
    with scope(firm.id):
        section = records.create_section(of="customer", name="Home", by=firm.admin)
        return records.create_field(section=section, kind=FieldKind.TEXT, rules=Rules("Size"), by=firm.admin, now=NOON)


def view(name: str, owner: Member | None = None, kind: str = "customer", **facts: object) -> None:
    made = SavedView.objects.create(kind=kind, name=name, owner=owner, made_at=NOON)
    for fact, value in facts.items():
        setattr(made, fact, value)
    made.save()


def test_everything_that_names_a_field_is_told(firm, field):
    li = hire(firm, "Li", "sales")
    path = f"field-{field.pk}"
    with scope(firm.id):
        view("Filtered", filter={"all": [{"not": {"any": [{"path": path, "is": "x"}]}}]})
        view("Mine", firm.admin, columns=["name", path])
        view("Secret", li, order=f"-{path}")
        view("Orders", kind="order", filter={"all": [{"path": f"customer.{path}", "is": "x"}]})
        view("Other", columns=[f"{path}0"], filter={"all": [{"path": "name", "is": path}]})
        ImportTemplate.objects.create(kind="customer", name="Fair", signature="s", mapping={"a": path}, created_at=NOON)
        TwinRule.objects.create(rule=path, certainty=Certainty.LIKELY)
        with translation.override("en"):
            told = [one.words for one in uses.used(field, firm.admin)]

    assert sorted(told) == sorted(
        [
            "the team's view “Filtered”",
            "the team's view “Orders”",
            "your view “Mine”",
            "a view of Li",
            "the import template “Fair”",
            "the rule for duplicates by this field",
        ]
    )
    client = browser(firm.admin, **HTMX)
    dialog = client.get(f"/o/hemu/settings/fields/{field.pk}/").content.decode()
    assert ("6 places use it" in dialog, "Filtered" in dialog, "Secret" in dialog) == (True, True, False)


def test_views_with_an_archived_field_still_open_and_say_so(firm, field):
    with scope(firm.id):
        view("Filtered", filter={"all": [{"path": f"field-{field.pk}", "is": "x"}]}, columns=[f"field-{field.pk}"])
        key = SavedView.objects.get().key
        records.archive_field(field=field, by=firm.admin, now=NOON)

    page = browser(firm.admin).get(f"/o/hemu/customers/?view={key}")

    assert (page.status_code, "Filtered" in page.content.decode()) == (200, True)


def test_values_go_in_batches_and_then_the_field(firm, field, monkeypatch):
    monkeypatch.setattr(field_purge, "AT_ONCE", 2)
    with scope(firm.id):
        for number in range(5):
            lin = make_customer(firm, f"C{number}")
            customers.fill_in(customer=lin, given={field.pk: f"v{number}"}, by=firm.admin, now=NOON, fields=[field])
        records.archive_field(field=field, by=firm.admin, now=NOON)
    client = browser(firm.admin, **HTMX)

    client.post(f"/o/hemu/settings/fields/{field.pk}/purge/")
    page = browser(firm.admin).get("/o/hemu/settings/fields/").content.decode()

    assert "Being deleted" in page
    with scope(firm.id):
        with pytest.raises(BeingPurged):
            records.restore_field(field=field, by=firm.admin, now=NOON)
        assert db.value("select count(*) from lease where kind = 'records.purge_field'") == 1
        left = []
        for _ in range(4):
            records.go_on_purging(field_id=field.pk)
            left.append((FieldValue.objects.count(), Field.objects.count()))
    assert left == [(3, 1), (1, 1), (0, 0), (0, 0)]


def test_only_an_archived_field_is_purged(firm, field):
    client = browser(firm.admin, **HTMX)

    assert client.post(f"/o/hemu/settings/fields/{field.pk}/purge/").status_code == 404
    with scope(firm.id):
        records.go_on_purging(field_id=field.pk)
        assert Field.objects.count() == 1
