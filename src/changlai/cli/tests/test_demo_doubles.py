"""The demo's duplicates and its bin."""

import pytest

from changlai.cli.demo import doubles
from changlai.customers.models import Customer, Suggestion
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm

pytestmark = pytest.mark.django_db


def test_pairs_wait_in_the_queue_and_two_in_the_bin_and_nobody_twice_over():
    firm = found_firm()

    doubles.double(firm.id, firm.admin)
    doubles.double(firm.id, firm.admin)

    with scope(firm.id):
        pairs = Suggestion.objects.order_by("-confidence", "id").select_related("first", "second")
        assert [(one.first.name, one.second.name, one.rules) for one in pairs] == [
            ("沈嘉宁", "沈嘉宁", ["name_company"]),
            ("何国强", "老何", ["phone"]),
            ("郑雅文", "郑雅雯", ["similar_company"]),
        ]
        assert Customer.objects.filter(binned_at__isnull=False).count() == len(doubles.BINNED)
        assert Customer.objects.count() == len(doubles.PEOPLE) + len(doubles.BINNED)
