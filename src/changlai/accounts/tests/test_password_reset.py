"""A forgotten password: by mail, once, within the hour, and without telling who is here."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from changlai.accounts import actions, queries
from changlai.accounts.actions.sign_in import Visitor
from changlai.accounts.models import Organisation, PasswordReset, Role, User
from changlai.accounts.tests.factories import PASSWORD, browser, make_member, make_organisation, signed_in
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db
NEW = "four quiet words here"


@pytest.fixture
def member():
    return make_member(make_organisation("hemu"), name="Lin", email="lin@example.com", password=PASSWORD)


def asked(member, *, now=None):
    actions.ask_password_reset(sign_in_name=member.user.email, visitor=Visitor("10.0.0.1"), now=now or timezone.now())
    reset = PasswordReset.objects.order_by("-id")[0]
    with scope(member.organisation_id):
        mail = queries.password_reset_mail(reset.pk, now=now or timezone.now())
    assert mail is not None
    return mail.url.split("/sign-in/")[1]


def test_new_password_signs_in_and_ends_every_other_session(member):
    elsewhere = signed_in(member)
    client = browser()

    done = client.post(f"/sign-in/{asked(member)}", {"new": NEW})

    assert done["Location"] == "/"
    assert client.get("/o/hemu/profile/").status_code == 200
    assert elsewhere.get("/o/hemu/profile/").status_code == 302
    assert User.objects.get(pk=member.user_id).check_password(NEW)
    with scope(member.organisation_id):
        assert AuditEntry.objects.filter(action="accounts.password.reset", actor_id=member.pk).count() == 1


def test_link_works_once_and_kills_the_others(member):
    first, second = asked(member), asked(member)
    browser().post(f"/sign-in/{second}", {"new": NEW})

    assert browser().post(f"/sign-in/{second}", {"new": "another long password"}).status_code == 410
    assert browser().get(f"/sign-in/{first}").status_code == 410
    assert User.objects.get(pk=member.user_id).check_password(NEW)


def test_link_dies_after_an_hour(member):
    link = asked(member, now=timezone.now() - timedelta(hours=2))

    assert browser().get(f"/sign-in/{link}").status_code == 410


def test_weak_password_is_refused(member):
    link = asked(member)

    assert browser().post(f"/sign-in/{link}", {"new": "lin@example"}).status_code == 422
    assert User.objects.get(pk=member.user_id).check_password(PASSWORD)


@pytest.mark.parametrize("name", ["lin@example.com", "nobody@example.com", "13800138000", "nonsense"])
def test_answer_is_the_same_for_everybody(member, name, settings):
    settings.MAIL_HOST = "mail.example.com"
    response = browser().post("/sign-in/password/", {"account": name})

    assert response.status_code == 200
    assert "If there is an account called so" in response.content.decode()
    assert PasswordReset.objects.count() == (name == member.user.email)


@pytest.mark.parametrize("name", ["lin@example.com", "nobody@example.com"])
def test_asking_is_limited_alike_for_everybody(member, name):
    client = browser()
    for _ in range(3):
        client.post("/sign-in/password/", {"account": name})

    response = client.post("/sign-in/password/", {"account": name})

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0


def test_who_is_switched_off_everywhere_gets_no_mail(member):
    other = make_member(make_organisation("muhe"))
    User.objects.filter(pk=other.user_id).update(is_active=False)

    browser().post("/sign-in/password/", {"account": other.user.email})

    assert PasswordReset.objects.count() == 0


def test_administrator_hands_a_link_over_where_no_mail_is_sent(member, settings):
    settings.MAIL_HOST = ""
    house = Organisation.objects.get(pk=member.organisation_id)
    admin = signed_in(make_member(house))

    told = browser().get("/sign-in/password/").content.decode()
    page = admin.post(f"/o/hemu/members/{member.pk}/password-link/")
    [link] = re.findall(r'value="[^"]*(/sign-in/password/[^"]+)"', page.content.decode())
    done = browser().post(link, {"new": NEW})

    assert "No mail server is set up here" in told
    assert (page["Cache-Control"], done["Location"]) == ("no-store", "/")
    assert browser().post(link, {"new": "another long password"}).status_code == 410
    with scope(house.pk):
        assert AuditEntry.objects.filter(action="accounts.password.link_made").count() == 1


def test_nobody_makes_a_link_for_somebody_who_may_more(member):
    house = Organisation.objects.get(pk=member.organisation_id)
    admin = make_member(house)
    with scope(house.pk):
        role = actions.copy_role(role=Role.objects.get(slug="agent"), name="Personnel", by=admin)
        grants = {**role.grants, "members.view": "all", "members.manage": "all"}
        actions.change_role_rights(role=role, name="Personnel", grants=grants, shown_fields={}, by=admin)
    personnel = make_member(house, role.slug)

    refused = signed_in(personnel).post(f"/o/hemu/members/{admin.pk}/password-link/")
    itself = signed_in(admin).post(f"/o/hemu/members/{admin.pk}/password-link/")

    assert (refused.status_code, itself.status_code) == (403, 422)
    assert PasswordReset.objects.count() == 0


def test_link_is_no_way_into_another_house(member):
    house, other = Organisation.objects.get(pk=member.organisation_id), make_organisation("other")
    make_member(other, email="lin@example.com")

    assert signed_in(make_member(house)).post(f"/o/hemu/members/{member.pk}/password-link/").status_code == 422
    assert signed_in(make_member(other)).post(f"/o/other/members/{member.pk}/password-link/").status_code == 404
