"""``demo fill --customers``: as many as asked for, and as the product itself would have written them."""

from datetime import UTC, datetime

import pytest

from changlai.accounts.models import Organisation
from changlai.accounts.tests.factories import make_member, make_organisation
from changlai.cli.demo.many import Wanted, multiply
from changlai.customers import queries
from changlai.customers.models import Customer, Identity, Interaction
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.tags.models import Tag, Tagging
from tests.support.database import TestDatabase

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
WANTED = Wanted(customers=300, interactions=4_000, tag_links=1_500)
_LATEST = """
    select count(*) from customers_customer c where c.last_interaction_at is distinct from (
      select max(occurred_at) from customers_interaction i
      where i.organisation_id = c.organisation_id and i.customer_id = c.id)"""


@pytest.fixture
def organisation() -> Organisation:
    made = make_organisation("hemu")
    make_member(made, role="admin")
    return made


def counts() -> tuple[int, int]:
    return Customer.objects.count(), Interaction.objects.count()


@pytest.mark.parametrize("login", ["owner", "superuser"])
def test_as_many_as_asked_for_with_whatever_login(login: str, organisation: Organisation, test_database: TestDatabase):
    logins = {"owner": test_database.url, "superuser": test_database.cluster.admin_url(test_database.name)}
    url = logins[login]
    heard: list[int] = []

    multiply(organisation, WANTED, url=url, now=NOW, tell=heard.append)

    with scope(organisation.pk):
        assert counts() == (300, 4_000)
        assert heard == [300]
        busiest = Customer.objects.order_by("id")[0]
        assert Interaction.objects.filter(customer_id=busiest.pk).count() == 1_000
        assert len(queries.timeline(busiest)) == queries.PAGE + 1
        assert not Interaction.objects.filter(occurred_at__gt=NOW).exists()
        assert db.value(_LATEST) == 0
        assert 1_200 < Tagging.objects.count() < 1_800
        assert sum(Tag.objects.values_list("customer_count", flat=True)) == Tagging.objects.count()
        phones = {one.phone for one in Customer.objects.all()} - {""}
        assert phones == set(Identity.objects.filter(kind="phone").values_list("value", flat=True))


def test_filled_twice_there_are_twice_as_many(organisation: Organisation, test_database: TestDatabase):
    for _ in range(2):
        multiply(
            organisation,
            WANTED,
            url=test_database.cluster.admin_url(test_database.name),
            now=NOW,
            tell=lambda _done: None,
        )

    with scope(organisation.pk):
        assert counts() == (600, 8_000)
