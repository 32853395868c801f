"""Passwords, throttling and links."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import hashers

from changlai.accounts import actions, throttle
from changlai.accounts.actions import sign_in as sign_in_module
from changlai.accounts.actions.links import LINK_LIFE
from changlai.accounts.actions.sign_in import Visitor
from changlai.accounts.errors import LinkUsedUp, TooManyAttempts, WrongCredentials
from changlai.accounts.models import SignInAttempt, User
from changlai.accounts.tests.factories import PASSWORD, make_member, make_organisation

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
HOME, CAFE = Visitor("192.0.2.7"), Visitor("198.51.100.9")


@pytest.fixture
def user() -> User:
    return make_member(make_organisation(), email="mengjia@hemu.example", password=PASSWORD).user


def attempt(password: str, visitor: Visitor = HOME, *, name: str = "mengjia@hemu.example", now: datetime = NOW) -> User:
    return actions.sign_in_with_password(sign_in_name=name, password=password, visitor=visitor, now=now)


def test_password_signs_in_whatever_the_case_and_space_of_the_address(user):
    assert attempt(PASSWORD, name="  MengJia@Hemu.Example ") == user


def test_phone_signs_in_however_it_is_written():
    member = make_member(make_organisation(), email="138 0013 8000", password=PASSWORD)

    assert member.user.phone == "+8613800138000"
    assert attempt(PASSWORD, name="+86 138-0013-8000") == member.user


@pytest.mark.parametrize("name", ["mengjia@hemu.example", "nobody@hemu.example", "13800138000", "", "\x00", "ﷺ" * 80])
def test_wrong_credentials_sound_the_same(user, name):
    with pytest.raises(WrongCredentials):
        attempt("not the password", name=name)


def test_who_is_switched_off_or_has_no_password_stays_outside(user):
    make_member(make_organisation(), email="link-only@hemu.example")
    user.is_active = False
    user.save()

    for name in ("mengjia@hemu.example", "link-only@hemu.example"):
        with pytest.raises(WrongCredentials):
            attempt(PASSWORD, name=name)


@pytest.mark.parametrize(
    "name", ["mengjia@hemu.example", "nobody@hemu.example", "link-only@hemu.example", "off@hemu.example"]
)
def test_every_refusal_costs_exactly_one_hash(user, name, monkeypatch):
    make_member(make_organisation(), email="link-only@hemu.example")
    make_member(make_organisation(), email="off@hemu.example", password=PASSWORD)
    User.objects.filter(email="off@hemu.example").update(is_active=False)
    sign_in_module.nobodys_password()
    seen = []

    def spy(_given: str, encoded: str) -> bool:
        seen.append(encoded.split("$")[:4])
        return False

    monkeypatch.setattr(sign_in_module, "check_password", spy)

    with pytest.raises(WrongCredentials):
        attempt("not the password", name=name)

    assert seen == [["argon2", "argon2id", "v=19", "m=19456,t=2,p=1"]]


def test_seventh_attempt_in_a_row_is_refused_without_hashing(user, monkeypatch):
    for _ in range(6):
        with pytest.raises(WrongCredentials):
            attempt("wrong")
    monkeypatch.setattr(sign_in_module, "check_password", lambda *_: pytest.fail("hashed"))

    with pytest.raises(TooManyAttempts) as refusal:
        attempt(PASSWORD, now=NOW + timedelta(minutes=1))

    assert refusal.value.facts == {"seconds": 14 * 60}
    assert refusal.value.status == 429


def test_pause_ends_and_refused_attempts_do_not_prolong_it(user):
    for minute in range(14):
        with pytest.raises((WrongCredentials, TooManyAttempts)):
            attempt("wrong", now=NOW + timedelta(minutes=minute))

    assert attempt(PASSWORD, now=NOW + timedelta(minutes=15, seconds=1)) == user


def test_guessing_elsewhere_does_not_lock_a_known_device_out(user):
    known = Visitor(HOME.address, throttle.device_mark("mengjia@hemu.example"))
    for number in range(40):
        with pytest.raises(WrongCredentials):
            attempt("wrong", Visitor(f"203.0.113.{number}"))
    with pytest.raises(TooManyAttempts):
        attempt(PASSWORD, CAFE)

    assert attempt(PASSWORD, known) == user


def test_device_mark_of_another_account_is_no_help(user):
    foreign = Visitor(HOME.address, throttle.device_mark("other@hemu.example"))
    forged = Visitor(HOME.address, throttle.device_mark("mengjia@hemu.example")[:-1] + "x")
    for visitor in (HOME, foreign, forged, HOME, foreign, forged):
        with pytest.raises(WrongCredentials):
            attempt("wrong", visitor)

    with pytest.raises(TooManyAttempts):
        attempt("wrong", foreign)


def test_one_address_cannot_try_many_accounts():
    for number in range(50):
        with pytest.raises(WrongCredentials):
            attempt("wrong", name=f"person{number}@hemu.example")

    with pytest.raises(TooManyAttempts):
        attempt("wrong", name="another@hemu.example")


def test_success_empties_the_accounts_bucket_but_not_the_address(user):
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            attempt("wrong")

    attempt(PASSWORD)

    assert SignInAttempt.objects.count() == 5  # the address still remembers the five failures


def test_passwords_are_hashed_in_the_small_profile(user):
    assert hashers.identify_hasher(user.password).decode(user.password)["memory_cost"] == 19456


def test_link_signs_in_once():
    member = make_member(house := make_organisation())
    url = actions.issue_sign_in_link(user=member.user, organisation=house, now=NOW)
    secret = url.rstrip("/").rsplit("/", 1)[-1]

    assert url.startswith("http://127.0.0.1:8000/sign-in/link/")
    assert actions.use_sign_in_link(secret=secret, now=NOW + timedelta(minutes=9)) == (member.user, house)
    with pytest.raises(LinkUsedUp):
        actions.use_sign_in_link(secret=secret, now=NOW + timedelta(minutes=9))


def test_link_dies_of_age_and_with_its_user():
    member = make_member(house := make_organisation())
    old = actions.issue_sign_in_link(user=member.user, organisation=house, now=NOW - LINK_LIFE).rstrip("/")
    fresh = actions.issue_sign_in_link(user=member.user, organisation=house, now=NOW).rstrip("/")
    User.objects.update(is_active=False)

    for url in (old, fresh, "nothing/of/the/kind"):
        with pytest.raises(LinkUsedUp):
            actions.use_sign_in_link(secret=url.rsplit("/", 1)[-1], now=NOW)
