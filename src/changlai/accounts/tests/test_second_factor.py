"""A second factor: set up, asked for, required, lost."""

import base64
import re

import pytest
from django.db import connection
from django.utils import timezone
from django_otp.oath import totp

from changlai.accounts import actions
from changlai.accounts.errors import MemberElsewhere, SecondFactorNeeded, TooManyAttempts, WrongCode
from changlai.accounts.models import RecoveryCode, Role, SecondFactor, User
from changlai.accounts.tests.factories import PASSWORD, browser, make_member, make_organisation, signed_in
from changlai.kernel import rotation
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make_organisation("hemu")


@pytest.fixture
def member(house):
    return make_member(house, "agent", name="Lin", email="lin@example.com", password=PASSWORD)


def code_of(user, *, minutes=0.0):
    """What the app shows, so many minutes later."""
    seed = base64.b32decode(SecondFactor.objects.get(user=user).seed)
    return f"{totp(seed, t0=-int(minutes * 60)):06d}"


def set_up(member):
    with scope(member.organisation_id):
        actions.begin_second_factor(user=member.user)
        return actions.confirm_second_factor(member=member, code=code_of(member.user), now=timezone.now())


def with_password(client, after=""):
    return client.post("/sign-in/", {"account": "lin@example.com", "password": PASSWORD, "next": after})


def test_set_up_on_its_page_and_asked_at_the_next_sign_in(member):
    client = browser()
    with_password(client)
    elsewhere = signed_in(member)

    shown = client.get("/o/hemu/profile/second-factor/").content.decode()
    done = client.post("/o/hemu/profile/second-factor/", {"code": code_of(member.user)})
    codes = re.findall(r"<code>([a-z0-9-]+)</code>", done.content.decode())

    assert "data:image/svg+xml;base64," in shown
    assert len(codes) == 10
    assert done["Cache-Control"] == "no-store"
    assert client.get("/o/hemu/profile/").status_code == 200
    assert elsewhere.get("/o/hemu/profile/").status_code == 302
    again = browser()
    assert with_password(again, "/o/hemu/customers/")["Location"] == "/sign-in/second-factor/"
    assert again.get("/o/hemu/profile/").status_code == 302
    asked = again.post("/sign-in/second-factor/", {"code": code_of(member.user, minutes=0.5)})
    assert asked["Location"] == "/o/hemu/customers/"
    assert again.get("/o/hemu/profile/").status_code == 200


def test_code_works_once(member):
    set_up(member)
    code = code_of(member.user, minutes=0.5)

    actions.check_second_factor(user=member.user, code=code, now=timezone.now())

    with pytest.raises(WrongCode):
        actions.check_second_factor(user=member.user, code=code, now=timezone.now())


def test_recovery_code_works_once_however_it_is_typed(member):
    codes = set_up(member)

    actions.check_second_factor(user=member.user, code=f" {codes[0].upper().replace('-', ' ')}", now=timezone.now())

    with pytest.raises(WrongCode):
        actions.check_second_factor(user=member.user, code=codes[0], now=timezone.now())
    assert RecoveryCode.objects.filter(user=member.user, used_at=None).count() == 9


def test_guessing_is_limited(member):
    set_up(member)
    for _ in range(6):
        with pytest.raises(WrongCode):
            actions.check_second_factor(user=member.user, code="000000", now=timezone.now())

    with pytest.raises(TooManyAttempts):
        actions.check_second_factor(user=member.user, code=code_of(member.user, minutes=0.5), now=timezone.now())


def test_seed_lies_sealed_and_codes_as_digests(member):
    codes = set_up(member)
    seed = SecondFactor.objects.get(user=member.user).seed

    with connection.cursor() as cursor:
        cursor.execute("select seed from accounts_secondfactor union all select digest from accounts_recoverycode")
        stored = [row[0] for row in cursor.fetchall()]

    assert stored[0].startswith("v1.")
    assert all(seed not in text and code not in text for text in stored for code in codes)


def test_seed_survives_a_change_of_keys(house, member, settings):
    """New key in front, sealed anew, the old one dropped: the app on the phone goes on showing the right code."""
    old = settings.FIELD_KEYS
    set_up(member)
    settings.FIELD_KEYS = {"fresh": b"f" * 32} | old
    used = next(iter(old))
    assert used not in rotation.unused_keys([house.pk])

    done = rotation.reencrypt([house.pk])

    assert (done.changed, done.unreadable) == (1, 0)
    assert used in rotation.unused_keys([house.pk])
    settings.FIELD_KEYS = {"fresh": b"f" * 32}
    with connection.cursor() as cursor:
        cursor.execute("select seed from accounts_secondfactor")
        assert cursor.fetchone()[0].startswith("v1.fresh.")
    client = browser()
    assert with_password(client, "/o/hemu/profile/")["Location"] == "/sign-in/second-factor/"
    client.post("/sign-in/second-factor/", {"code": code_of(member.user, minutes=0.5)})
    assert client.get("/o/hemu/profile/").status_code == 200
    assert rotation.reencrypt([house.pk]) == rotation.Rotated()


def test_half_signed_in_is_nowhere(member):
    set_up(member)
    client = browser()
    with_password(client)

    member.user.set_password("another long password")
    member.user.save()

    assert client.get("/sign-in/second-factor/")["Location"] == "/sign-in/"  # the password changed in between
    assert browser().get("/sign-in/second-factor/")["Location"] == "/sign-in/"


def test_required_by_the_role_leads_to_setting_it_up(house, member):
    admin = make_member(house)
    client = signed_in(member)
    with scope(house.pk):
        actions.require_second_factor(role=Role.objects.get(slug="agent"), is_needed=True, by=admin)

    page = client.get("/o/hemu/customers/")
    fragment = client.get("/o/hemu/customers/", headers={"HX-Request": "true"})

    assert page["Location"] == "/o/hemu/profile/second-factor/"
    assert fragment["HX-Redirect"] == "/o/hemu/profile/second-factor/"
    assert "Your role requires a second factor." in client.get(page["Location"]).content.decode()
    client.post(page["Location"], {"code": code_of(member.user)})
    assert client.get("/o/hemu/customers/").status_code == 200
    member.user.refresh_from_db()
    with scope(house.pk), pytest.raises(SecondFactorNeeded):
        actions.drop_second_factor(member=member, code=code_of(member.user, minutes=0.5), now=timezone.now())


def test_dropped_on_its_page(member):
    client = signed_in(member)
    client.get("/o/hemu/profile/second-factor/")
    client.post("/o/hemu/profile/second-factor/", {"code": code_of(member.user)})

    wrong = client.post("/o/hemu/profile/second-factor/removal/", {"code": "123"})
    right = client.post("/o/hemu/profile/second-factor/removal/", {"code": code_of(member.user, minutes=0.5)})

    assert wrong.status_code == 422
    assert right["Location"] == "/o/hemu/profile/?saved"
    assert not User.objects.get(pk=member.user_id).has_second_factor
    assert not RecoveryCode.objects.filter(user=member.user).exists()


def test_lost_phone_is_helped_by_an_administrator_of_the_only_organisation(house, member):
    admin = make_member(house)
    set_up(member)

    signed_in(admin).post(f"/o/hemu/members/{member.pk}/second-factor/")
    assert not User.objects.get(pk=member.user_id).has_second_factor

    set_up(member)
    make_member(make_organisation("muhe"), email="lin@example.com")
    with scope(house.pk), pytest.raises(MemberElsewhere):
        actions.reset_second_factor(member=member, by=admin)
