"""Where customers came from: kept as a slug when a platform brought them, read and asked for in words."""

import pytest
from django.utils import translation

from changlai.customers import actions, sources
from changlai.customers.models import Customer
from changlai.customers.tests.factories import browser
from changlai.customers.tests.test_filters import found
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, deliver, found_firm, message, settle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm():
    firm = found_firm()
    deliver(firm, message("u1", "你好"))
    settle()
    return firm


def test_first_touch_is_told_in_the_readers_language_and_never_as_the_platforms_word(firm):
    with scope(firm.id):
        one = Customer.objects.get()

    assert one.source == "webhook"
    with translation.override("en"):
        assert sources.told(one.source) == "Custom channel"
    with translation.override("zh-hans"):
        assert sources.told(one.source) == "自定义渠道"
    assert sources.told("展会") == "展会"


@pytest.mark.parametrize(
    "condition",
    [
        {"is": "Custom channel"},
        {"is": "自定义渠道"},
        {"is": "webhook"},
        {"contains": "自定义"},
        {"starts_with": "custom"},
    ],
)
def test_filter_knows_a_channel_by_its_name_in_any_language(firm, condition):
    assert found(firm, {"path": "source", **condition}) == ["u1"]
    assert found(firm, {"path": "source", "is_not": "Custom channel"}) == []


def test_what_a_person_writes_stands_and_a_channels_name_counts_as_that_channel(firm):
    with scope(firm.id):
        one = Customer.objects.get()
        assert not actions.edit(customer=one, changes={"source": "自定义渠道"}, by=firm.admin, now=NOON)
        actions.edit(customer=one, changes={"source": "展会"}, by=firm.admin, now=NOON)

        assert Customer.objects.get().source == "展会"
    assert "展会" in browser(firm.admin).get(f"/o/hemu/customers/{one.pk}/").content.decode()


def test_quality_names_its_sources_in_words(firm):
    with scope(firm.id):
        actions.count_quality(organisation_id=firm.id, day=NOON.date())

    page = browser(firm.admin).get("/o/hemu/customers/quality/").content.decode()

    assert "Custom channel</bdi>" in page
    assert "<bdi>webhook" not in page
