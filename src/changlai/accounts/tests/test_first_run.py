"""First run: one token, one organisation, one administrator."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from changlai.accounts import actions, queries
from changlai.accounts.actions.first_run import NewHouse
from changlai.accounts.errors import WrongFirstRunToken
from changlai.accounts.models import FirstRun, Member, Organisation, Role, User
from changlai.accounts.tests.factories import PASSWORD, make_organisation
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
HOUSE = NewHouse("禾木家居", "孟佳", "mengjia@hemu.example", PASSWORD, "zh-hans", "Asia/Shanghai")


def token_of(url: str) -> str:
    return parse_qs(urlsplit(url).query)["token"][0]


def test_set_up_makes_the_organisation_its_roles_and_its_administrator():
    token = token_of(actions.first_run_url())

    organisation, member = actions.set_up(token=f" {token} ", house=HOUSE, now=NOW)

    assert (organisation.name, organisation.language, organisation.time_zone) == (
        "禾木家居",
        "zh-hans",
        "Asia/Shanghai",
    )
    assert organisation.slug.isascii()
    assert organisation.is_demo is False
    assert member.user.check_password(PASSWORD)
    with scope(organisation.pk):
        assert [role.slug for role in Role.objects.order_by("id")] == ["admin", "manager", "agent", "sales", "viewer"]
        assert list(Member.objects.all()) == [member]
    entrance = queries.entrance(member.user, organisation.slug)
    assert entrance
    assert entrance.member.can("members.manage")


def test_token_is_stored_as_a_digest_only():
    token = token_of(actions.first_run_url())

    assert token not in str(FirstRun.objects.values())


def test_each_start_makes_the_token_before_it_worthless():
    old, new = token_of(actions.first_run_url()), token_of(actions.first_run_url())

    with pytest.raises(WrongFirstRunToken):
        actions.set_up(token=old, house=HOUSE, now=NOW)
    assert not Organisation.objects.exists()
    assert not User.objects.exists()
    actions.set_up(token=new, house=HOUSE, now=NOW)


def test_token_works_once():
    token = token_of(actions.first_run_url())
    actions.set_up(token=token, house=HOUSE, now=NOW)

    with pytest.raises(WrongFirstRunToken):
        actions.set_up(token=token, house=HOUSE, now=NOW)

    assert Organisation.objects.count() == 1


def test_failed_set_up_leaves_the_token_alive():
    token = token_of(actions.first_run_url())
    with pytest.raises(Exception, match="organisation_named"):
        actions.set_up(token=token, house=NewHouse("", "", "a@b.example", PASSWORD, "en", "UTC"), now=NOW)

    assert actions.set_up(token=token, house=HOUSE, now=NOW)


def test_a_house_that_is_set_up_has_no_first_run():
    make_organisation()

    assert actions.first_run_url() == "http://127.0.0.1:8000/sign-in/"
    assert not FirstRun.objects.exists()
