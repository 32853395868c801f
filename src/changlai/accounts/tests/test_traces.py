"""What a visit leaves behind must not make the next visit wait."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import Error, connection

from changlai.accounts import actions
from changlai.accounts.models import ApiToken, Member
from changlai.accounts.tests.factories import make_member, make_organisation
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def member() -> Member:
    return make_member(make_organisation("hemu"))


def beside(member: Member, do: Callable[[], None]) -> str:
    """What comes of doing it in a second transaction, while the first one is open: "done", or the error's name."""
    outcome = []

    def run() -> None:
        try:
            with scope(member.organisation_id):
                do()
            outcome.append("done")
        except Error as error:
            outcome.append(type(error).__name__)
        finally:
            connection.close()

    other = Thread(target=run)
    other.start()
    other.join()
    return outcome[0]


def test_pages_that_open_together_do_not_wait_for_each_other(member):
    with scope(member.organisation_id):
        actions.note_seen(member=Member.objects.get(pk=member.pk), now=NOW)

        outcome = beside(member, lambda: actions.note_seen(member=Member.objects.get(pk=member.pk), now=NOW))

    assert outcome == "done"
    with scope(member.organisation_id):
        assert Member.objects.get(pk=member.pk).last_seen_at == NOW


def test_requests_of_one_token_do_not_wait_for_each_other(member):
    token, _value = actions.create_api_token(member=member, name="shop", by=member)
    with scope(member.organisation_id):
        actions.note_token_used(token=token, now=NOW)

        outcome = beside(member, lambda: actions.note_token_used(token=ApiToken.objects.get(), now=NOW))

    assert outcome == "done"
    with scope(member.organisation_id):
        assert ApiToken.objects.get().last_used_at == NOW
