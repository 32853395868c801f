"""Where one is signed in, and signing out from afar."""

import base64

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone, translation
from django_otp.oath import totp

from changlai.accounts import actions
from changlai.accounts.devices import named
from changlai.accounts.models import Organisation, Role, SecondFactor, SignedIn, User
from changlai.accounts.tests.factories import PASSWORD, browser, make_member, make_organisation, signed_in
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1"
WXWORK = "Mozilla/5.0 (Linux; Android 13) Chrome/107.0 Mobile Safari/537.36 wxwork/4.1.10 MicroMessenger/7.0.1"


@pytest.fixture
def member():
    return make_member(make_organisation("hemu"), name="Lin", email="lin@example.com", password=PASSWORD)


def sign_in(agent):
    client = browser()
    client.post("/sign-in/", {"account": "lin@example.com", "password": PASSWORD}, headers={"user-agent": agent})
    return client


def is_in(client):
    return client.get("/o/hemu/profile/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME, "Chrome 131, Windows"),
        (IPHONE, "Safari 17, iPhone"),
        (WXWORK, "WeCom, Android"),
        ("", "Unknown device"),
        ("curl/8", "Unknown device"),
    ],
)
def test_devices_have_names(agent, name):
    with translation.override("en"):
        assert named(agent).name == name


def test_one_device_is_signed_out_from_another(member):
    desk, phone = sign_in(CHROME), sign_in(IPHONE)
    page = desk.get("/o/hemu/profile/sessions/").content.decode()
    other = SignedIn.objects.get(agent=IPHONE)

    desk.post(f"/o/hemu/profile/sessions/{other.pk}/end/")

    assert page.index("Chrome 131, Windows") < page.index("Safari 17, iPhone")
    assert (is_in(desk), is_in(phone)) == (True, False)
    assert SignedIn.objects.count() == 1


def test_everywhere_else(member):
    desk, phone, unwritten = sign_in(CHROME), sign_in(IPHONE), signed_in(member)

    desk.post("/o/hemu/profile/sessions/")

    assert [is_in(one) for one in (desk, phone, unwritten)] == [True, False, False]
    assert "this device" in desk.get("/o/hemu/profile/sessions/").content.decode()


def test_session_of_somebody_else_is_not_ended(member):
    desk = sign_in(CHROME)
    stranger = make_member(make_organisation("muhe"))

    signed_in(stranger).post(f"/o/muhe/profile/sessions/{SignedIn.objects.get().pk}/end/")

    assert is_in(desk)


def test_changing_the_password_keeps_this_device_in_the_list(member):
    desk = sign_in(CHROME)

    desk.post("/o/hemu/profile/password/", {"present": PASSWORD, "new": "four quiet words here"})

    assert is_in(desk)
    assert "this device" in desk.get("/o/hemu/profile/sessions/").content.decode()


def test_signing_out_forgets_the_device(member):
    desk = sign_in(CHROME)

    desk.post("/sign-out/")

    assert not SignedIn.objects.exists()


def test_administrator_signs_a_colleague_out(member):
    desk = sign_in(CHROME)
    admin = make_member(make_organisation("muhe"))

    signed_in(admin).post(f"/o/muhe/members/{member.pk}/sign-out/")
    assert is_in(desk)  # of another organisation

    signed_in(member).post(f"/o/hemu/members/{member.pk}/sign-out/")
    assert not is_in(desk)


def test_housekeeping_forgets_what_has_ended(member):
    sign_in(CHROME)
    Session.objects.all().delete()

    with scope(member.organisation_id):
        actions.forget_expired(now=timezone.now())

    assert not SignedIn.objects.exists()


@pytest.mark.parametrize("way", ["password", "role", "second factor"])
def test_devices_that_were_signed_out_are_not_shown(member, way):
    desk = sign_in(CHROME)
    sign_in(IPHONE)

    if way == "password":
        new = "another horse battery staple"
        desk.post("/o/hemu/profile/password/", {"present": PASSWORD, "new": new})
    elif way == "role":
        admin = make_member(Organisation.objects.get(pk=member.organisation_id), name="Wu")
        with scope(member.organisation_id):
            actions.change_role(member=member, role=Role.objects.get(slug="viewer"), by=admin)
        desk = sign_in(CHROME)
    else:
        desk.get("/o/hemu/profile/second-factor/")
        seed = base64.b32decode(SecondFactor.objects.get(user=member.user).seed)
        desk.post("/o/hemu/profile/second-factor/", {"code": f"{totp(seed):06d}"})

    page = desk.get("/o/hemu/profile/sessions/").content.decode()
    assert ("Chrome 131, Windows" in page, "Safari 17, iPhone" in page) == (True, False)
    with scope(member.organisation_id):
        actions.forget_expired(now=timezone.now())
    assert SignedIn.objects.count() == 1


def test_new_password_ends_what_a_page_left_open_hears(member):
    before = member.user.session_generation
    with scope(member.organisation_id):
        actions.change_password(member=member, present=PASSWORD, new="another horse battery staple", now=timezone.now())

    assert User.objects.get(pk=member.user_id).session_generation == before + 1
