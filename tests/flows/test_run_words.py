"""The report of a deed with many says what was done, not only to how many."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel.tenancy import scope
from changlai.records import actions, registry
from changlai.records.actions import Rules
from changlai.records.contracts import Sql
from changlai.records.enums import FieldKind
from changlai.records.tables.chosen import Chosen
from changlai.tags import actions as tags
from changlai.tags.models import Tag
from tests.support.house import found_firm, hire

pytestmark = pytest.mark.django_db
EVERYBODY = Sql("select r.id from customers_customer r where r.organisation_id = %(org)s")
RUNS = "/o/hemu/records/customer/runs/"


@pytest.fixture
def firm():
    made = found_firm()
    make_customer(made, "Lin")
    return made


def begin(firm, deed, **arguments):
    with scope(firm.id):
        kind = registry.kinds()["customer"]
        return actions.begin_run(
            kind=kind, deed=deed, meant=EVERYBODY, arguments=arguments, by=firm.admin, now=timezone.now()
        )


def told(html: str) -> list[str]:
    """The name of each run with what was chosen for it."""
    cells = re.findall(r'<td class="is-name">(.*?)</td>', html, flags=re.DOTALL)
    return [
        " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>|title=\"[^\"]*\"", "", one)).split()) for one in cells
    ]


def test_runs_say_what_was_chosen_for_them(firm):
    ming = hire(firm, "Ming", "agent")
    with scope(firm.id):
        group = tags.create_group(name="Value", tone=1, is_exclusive=False, names=["VIP", "New"], by=firm.admin)
        vip, new = (str(one) for one in Tag.objects.filter(group=group).order_by("id").values_list("id", flat=True))
    begin(firm, "tags.add", tags=[vip, new])
    begin(firm, "customers.assign", owner=str(ming.pk))
    begin(firm, "customer.set", path="city", value="Hangzhou")
    last = begin(firm, "customer.set", path="city", value="")

    html = browser(firm.admin).get(RUNS).content.decode()
    report = browser(firm.admin).get(f"{RUNS}{last.pk}/").content.decode()

    assert [one.removesuffix(" Working") for one in told(html)] == [
        "Set a field City: emptied",
        "Set a field City: Hangzhou",
        "Hand over Responsible: Ming",
        "Put tags on Tags: VIP, New",
    ]
    assert "City: emptied" in report


def test_what_options_are_called_is_asked_once_for_all_runs(firm):
    ming, counts = hire(firm, "Ming", "agent"), []
    client = browser(firm.admin)
    for many in (1, 3):
        for _ in range(many):
            begin(firm, "customers.assign", owner=str(ming.pk))
        client.get(RUNS)
        with CaptureQueriesContext(connection) as seen:
            client.get(RUNS)
        counts.append(len(seen))

    assert len(set(counts)) == 1, counts


def test_value_of_a_masked_field_is_not_told_to_whom_it_is_masked(firm):
    with scope(firm.id):
        section = actions.create_section(of="customer", name="Home", by=firm.admin)
        rules = Rules("Wealth", is_masked=True)
        kind, now = FieldKind.TEXT, timezone.now()
        field = actions.create_field(section=section, kind=kind, rules=rules, by=firm.admin, now=now)
    run = begin(firm, "customer.set", path=f"field-{field.pk}", value="a million")
    viewer = hire(firm, "Viewer", "viewer")

    with scope(firm.id), translation.override("en"):
        assert Chosen(firm.admin).words(run) == "Wealth: a million"
        assert Chosen(viewer).words(run) == ""
