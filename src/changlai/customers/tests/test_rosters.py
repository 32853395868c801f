"""Relations that ended unheard: the roster ends them, and nothing else does."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.channels import actions as channels
from changlai.channels.contracts import Follow as News
from changlai.channels.contracts import IdentityClaim, Pulled, Roster
from changlai.channels.errors import CallFailed
from changlai.channels.tests.test_pulling import Platform, stand_in
from changlai.customers import actions
from changlai.customers.actions import Person
from changlai.customers.models import Customer, Follow, Interaction
from changlai.customers.tests.factories import browser
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, another_account, found_firm, later, work

pytestmark = pytest.mark.django_db

CORP = "ww1"
NIGHT = NOON + timedelta(hours=14)


@pytest.fixture
def firm():
    return found_firm()


def befriend(firm, *values, member="limu", at=NOON, kind="external_userid"):
    """Each value is a customer whom the member has added."""
    with scope(firm.id):
        claims = [IdentityClaim(kind, CORP, value) for value in values]
        ids = actions.resolve([Person(firm.id, firm.account.id, (claim,), at) for claim in claims])
        actions.keep_follows(
            [(firm.id, one, firm.account.id, News(member, added_at=at), at) for one in ids], whole=False
        )
    return ids


def compare(firm, *values, member="limu", at=NIGHT, kind="external_userid"):
    with scope(firm.id):
        actions.keep_roster(
            organisation_id=firm.id,
            account_id=firm.account.id,
            roster=Roster(member, kind, CORP, values, at),
        )


def lasting(firm, account=None):
    """(customer's value, member) of the relations that last."""
    with scope(firm.id):
        rows = Follow.objects.filter(removed="", account_id=(account or firm).account.id)
        return sorted(
            (row.customer.identity_set.get(kind__in=["external_userid", "other"]).value, row.colleague)
            for row in rows.select_related("customer")
        )


def ended(firm):
    with scope(firm.id):
        return list(
            Interaction.objects.filter(kind="follow_removed")
            .order_by("customer_id")
            .values_list("customer_id", "facts", "occurred_at", "account_id")
        )


def test_who_is_missing_is_ended_with_an_entry_and_the_others_stay(firm):
    _one, two, _three = befriend(firm, "wm1", "wm2", "wm3")

    compare(firm, "wm1", "wm3", "wm-unknown")

    assert lasting(firm) == [("wm1", "limu"), ("wm3", "limu")]
    assert ended(firm) == [(two, {"removed": "unlisted", "colleague": "limu"}, NIGHT, firm.account.id)]
    with scope(firm.id):
        gone = Follow.objects.get(customer_id=two)
        assert (gone.removed, gone.removed_at) == ("unlisted", NIGHT)
        assert Customer.objects.get(id=two).last_interaction_at == NIGHT


def test_an_empty_roster_ends_all_and_a_second_night_says_nothing_new(firm):
    befriend(firm, "wm1", "wm2")

    compare(firm)
    compare(firm, at=NIGHT + timedelta(days=1))

    assert (lasting(firm), len(ended(firm))) == ([], 2)


def test_nobody_else_is_touched(firm):
    other, shop = found_firm("other", "别家"), another_account(firm)
    for one in (other, shop, firm):
        befriend(one, "wm1")
    befriend(firm, "wm1", member="tangyue")
    befriend(firm, "x1", kind="other")

    compare(firm)

    assert lasting(firm) == [("wm1", "tangyue"), ("x1", "limu")]
    assert (lasting(firm, shop), lasting(other)) == ([("wm1", "limu")], [("wm1", "limu")])
    assert (len(ended(firm)), ended(other)) == (1, [])


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_news_as_fresh_as_the_roster_stand(firm, seconds):
    befriend(firm, "wm1", at=NIGHT + timedelta(seconds=seconds))

    compare(firm)

    assert (lasting(firm), ended(firm)) == ([("wm1", "limu")], [])


def test_what_the_platform_told_of_the_end_is_not_told_again(firm):
    (one,) = befriend(firm, "wm1")
    with scope(firm.id):
        left = News("limu", removed="by_customer", removed_at=later(5))
        actions.keep_follows([(firm.id, one, firm.account.id, left, later(5))], whole=False)

    compare(firm)

    with scope(firm.id):
        assert Follow.objects.get().removed == "by_customer"
    assert ended(firm) == []


def test_who_is_listed_again_is_a_contact_again(firm):
    befriend(firm, "wm1", "wm2")
    compare(firm)

    compare(firm, "wm1", at=NIGHT + timedelta(days=1))

    assert lasting(firm) == [("wm1", "limu")]


def test_an_older_roster_that_comes_late_brings_nobody_back(firm):
    befriend(firm, "wm1")
    compare(firm)

    compare(firm, "wm1", at=NIGHT - timedelta(days=1))

    assert lasting(firm) == []


def test_statements_do_not_grow_with_who_is_missing(firm):
    counts = []
    for values in (("a1",), tuple(f"b{number}" for number in range(40))):
        befriend(firm, *values)
        with scope(firm.id), CaptureQueriesContext(connection) as seen:
            actions.keep_roster(
                organisation_id=firm.id,
                account_id=firm.account.id,
                roster=Roster("limu", "external_userid", CORP, (), NIGHT),
            )
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert len(ended(firm)) == 41


def test_more_than_a_handful_of_thousands_go_in_portions(firm, monkeypatch):
    monkeypatch.setattr("changlai.customers.actions.rosters.AT_ONCE", 4)
    befriend(firm, *(f"wm{number}" for number in range(10)))

    compare(firm, "wm3")

    assert (lasting(firm), len(ended(firm))) == ([("wm3", "limu")], 9)


@pytest.mark.django_db(transaction=True)
def test_the_nightly_pull_hands_rosters_over_and_a_failed_one_ends_nothing(firm, monkeypatch):
    platform = Platform()
    stand_in(monkeypatch, puller=platform, streams=("rosters",))
    befriend(firm, "wm1", "wm2")
    befriend(firm, "wm1", "wm2", member="tangyue")
    half = Pulled(
        rosters=(Roster("limu", "external_userid", CORP, ("wm1",), NIGHT),), cursor="limu", more=True, done=1, total=2
    )
    platform.answers = [half, CallFailed("-1", "busy", permanent=False)]

    with scope(firm.id):
        channels.sync(account=firm.account)
    work(["jobs"])

    assert platform.asked == ["rosters", "rosters"]
    assert lasting(firm) == [("wm1", "limu"), ("wm1", "tangyue"), ("wm2", "tangyue")]


@pytest.mark.parametrize(
    ("language", "sentence", "why"),
    [
        ("en", "Is no longer a contact of", "Found when comparing with the platform&#39;s list"),
        ("zh-hans", "不再是好友", "核对平台名单时发现"),
    ],
)
def test_the_timeline_says_how_it_was_found(firm, language, sentence, why):
    (one,) = befriend(firm, "wm1")
    compare(firm)

    html = browser(firm.admin, language=language).get(f"/o/hemu/customers/{one}/").content.decode()

    assert sentence in html
    assert why in html
