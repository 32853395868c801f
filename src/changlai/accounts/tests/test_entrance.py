"""The gates, and the scope behind them."""

from datetime import UTC, datetime, timedelta

import pytest

from changlai.accounts import actions, queries
from changlai.accounts.enums import Level
from changlai.accounts.models import ApiToken, Member
from changlai.accounts.tests.factories import make_member, make_organisation
from changlai.kernel.errors import OutOfScope
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def test_entrance_finds_the_member_with_role():
    house, other = make_organisation("hemu"), make_organisation("muhe")
    member = make_member(house, "agent", name="孟佳")
    make_member(other, "admin", email=member.user.email or "")

    found = queries.entrance(member.user, "hemu")

    assert found is not None
    assert (found.organisation, found.member, found.member.name) == (house, member, "孟佳")
    assert (found.member.role.slug, found.member.role.grants) == ("agent", {})
    assert found.member.level("members.view") is Level.ALL


def test_entrance_is_closed_to_strangers_and_to_who_is_switched_off():
    house = make_organisation("hemu")
    stranger = make_member(make_organisation("muhe"))
    member = make_member(house)
    with scope(house.pk):
        Member.objects.filter(pk=member.pk).update(is_active=False)

    assert queries.entrance(stranger.user, "hemu") is None
    assert queries.entrance(stranger.user, "missing") is None
    assert queries.entrance(member.user, "hemu") is None


def test_members_cannot_be_asked_for_without_a_scope():
    with pytest.raises(OutOfScope):
        Member.objects.count()


def test_token_entrance_refuses_revoked_expired_and_altered_tokens():
    house = make_organisation()
    member = make_member(house)
    token, value = actions.create_api_token(member=member, name="shop", by=member, expires_at=NOW + timedelta(days=1))

    found = queries.token_entrance(value, now=NOW)

    assert found is not None
    assert (found[0], found[1].member, found[1].organisation) == (token, member, house)
    assert queries.token_entrance(value[:-1] + ("a" if value[-1] != "a" else "b"), now=NOW) is None
    assert queries.token_entrance(value, now=NOW + timedelta(days=2)) is None
    assert queries.token_entrance("cl_short_x", now=NOW) is None
    assert queries.token_entrance("", now=NOW) is None
    with scope(house.pk):
        actions.revoke_api_token(token=ApiToken.objects.get(), by=member, now=NOW)
    assert queries.token_entrance(value, now=NOW) is None
