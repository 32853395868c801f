"""Raw deliveries handled again through the page: nothing doubles."""

import re

import pytest
from django.test import Client

from changlai.channels import queries
from changlai.customers.models import Interaction
from changlai.inbox.models import Message
from changlai.kernel.tenancy import scope
from changlai.ui.preferences import LANGUAGE_COOKIE
from tests.support.house import deliver, found_firm, later, message, settle

pytestmark = pytest.mark.django_db(transaction=True)


def test_replaying_twice_makes_no_second_interaction_or_message():
    firm = found_firm()
    deliver(firm, message("u1", "one"), message("u1", "two", at=later(1)))
    settle()
    client, path = Client(), f"/o/hemu/settings/channels/{firm.account.id}/deliveries/replay/"
    client.cookies[LANGUAGE_COOKIE] = "en"
    client.force_login(firm.admin.user)
    with scope(firm.id):
        ids = [delivery.id for delivery in queries.deliveries(firm.account)]

    ticked = client.post(path, {"delivery": ids})
    settle()
    since = client.post(path, {"since": "2020-01-01T00:00"})
    settle()

    assert ticked["Location"].endswith("?replayed=2")
    assert "2 deliveries are being handled again" in re.sub(r"\s+", " ", client.get(since["Location"]).content.decode())
    with scope(firm.id):
        assert (Interaction.objects.count(), Message.objects.count()) == (2, 2)
