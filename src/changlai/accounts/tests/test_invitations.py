"""Coming in by invitation: once, in time, with the latest link."""

from datetime import timedelta

import pytest
from django.utils import timezone

from changlai.accounts import actions, queries
from changlai.accounts.errors import AlreadyInvited, AlreadyMember, InvitationOver, MayNotGive
from changlai.accounts.models import Invitation, Member, Role, User
from changlai.accounts.proofs import read_invitation_ticket
from changlai.accounts.tests.factories import PASSWORD, browser, make_member, make_organisation, signed_in
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db
EMAIL = "lin@example.com"


@pytest.fixture
def house():
    return make_organisation("hemu")


@pytest.fixture
def admin(house):
    return make_member(house, name="Meng")


def invite(house, admin, email=EMAIL, role="agent", now=None):
    with scope(house.pk):
        return actions.invite(
            email=email, role=Role.objects.get(slug=role), department=None, by=admin, now=now or timezone.now()
        )


def path_of(house, invitation):
    with scope(house.pk):
        fresh = Invitation.objects.select_related("invited_by", "role").get(pk=invitation.pk)
        return "/invitations/" + queries.invitation_link(fresh, now=timezone.now()).split("/invitations/")[1]


def test_invited_person_joins_with_name_and_password(house, admin):
    path = path_of(house, invite(house, admin))
    client = browser()

    shown = client.get(path)
    joined = client.post(path, {"name": "Lin", "password": PASSWORD})

    assert "Meng invites you to work here as “Service agent”" in shown.content.decode()
    assert shown["Referrer-Policy"] == "strict-origin"
    assert joined["Location"] == "/o/hemu/start/"
    assert client.get("/o/hemu/profile/").status_code == 200
    with scope(house.pk):
        member = Member.objects.select_related("role", "user").get(name="Lin")
        assert (member.role.slug, member.user.email) == ("agent", EMAIL)
        assert Invitation.objects.get().member_id == member.pk
    assert client.get(path).status_code == 410
    assert browser().post(path, {"name": "Other", "password": PASSWORD}).status_code == 410


def test_weak_password_is_refused_and_the_place_stays(house, admin):
    path = path_of(house, invite(house, admin))

    response = browser().post(path, {"name": "Lin", "password": "lin@example"})

    assert response.status_code == 422
    assert User.objects.filter(email=EMAIL).count() == 0
    assert browser().get(path).status_code == 200


def test_who_has_an_account_joins_with_a_click_and_is_not_signed_in_by_the_mail(house, admin):
    other = make_member(make_organisation("muhe"), email=EMAIL, name="Lin", password=PASSWORD)
    client = browser()

    joined = client.post(path_of(house, invite(house, admin)))

    assert joined.status_code == 302
    assert "_auth_user_id" not in client.session
    with scope(house.pk):
        assert Member.objects.get(name="Lin").user_id == other.user_id


@pytest.mark.parametrize("deed", ["resend", "revoke"])
def test_link_dies_when_the_invitation_is_sent_again_or_taken_back(house, admin, deed):
    invitation = invite(house, admin)
    old = path_of(house, invitation)
    client = signed_in(admin)
    client.post(f"/o/hemu/members/invitations/{invitation.pk}/{'sending' if deed == 'resend' else 'revocation'}/")

    assert browser().get(old).status_code == 410
    if deed == "resend":
        assert browser().get(path_of(house, invitation)).status_code == 200
    with scope(house.pk):
        assert AuditEntry.objects.filter(action__startswith="accounts.invitation").count() == 2


def test_link_dies_after_seven_days(house, admin):
    invitation = invite(house, admin, now=timezone.now() - timedelta(days=8))

    assert browser().get(path_of(house, invitation)).status_code == 410


@pytest.mark.parametrize("change", [lambda text: text[:-3] + "abc", lambda text: "x" + text, lambda _text: "nonsense"])
def test_altered_link_leads_nowhere(house, admin, change):
    text = path_of(house, invite(house, admin)).split("/")[2]

    assert read_invitation_ticket(change(text)) is None
    assert browser().get(f"/invitations/{change(text)}/").status_code == 410


def test_one_open_invitation_for_one_address(house, admin):
    invite(house, admin)

    with pytest.raises(AlreadyInvited):
        invite(house, admin)
    with pytest.raises(AlreadyMember):
        invite(house, admin, email=admin.user.email)
    with scope(house.pk):
        assert Invitation.objects.count() == 1


def test_nobody_invites_to_more_than_they_have(house, admin):
    manager = make_member(house, "manager")

    with pytest.raises(MayNotGive):
        invite(house, manager, role="admin")


def test_administrators_place_needs_who_invited(house, admin):
    other = make_member(house)
    invitation = invite(house, other, role="admin")
    path = path_of(house, invitation)
    with scope(house.pk):
        actions.switch_off(member=other, by=admin)

    assert browser().post(path, {"name": "Lin", "password": PASSWORD}).status_code == 410


def test_page_invites_many_and_names_whom_it_could_not(house, admin, settings):
    settings.MAIL_HOST = "mail.example.com"
    client = signed_in(admin)
    with scope(house.pk):
        role = Role.objects.get(slug="sales").pk

    response = client.post(
        "/o/hemu/members/invitations/", {"emails": f"A@example.com，b@example.com\n{admin.user.email}", "role": role}
    )
    page = response.content.decode()

    assert "2 invitations are on their way." in page
    assert "Meng is already a colleague." in page
    with scope(house.pk):
        assert set(Invitation.objects.values_list("email", flat=True)) == {"a@example.com", "b@example.com"}


def test_page_keeps_what_was_typed_when_an_address_is_wrong(house, admin):
    with scope(house.pk):
        role = Role.objects.get(slug="sales").pk

    response = signed_in(admin).post("/o/hemu/members/invitations/", {"emails": "a@example.com nonsense", "role": role})

    assert response.status_code == 422
    assert "These are no e-mail addresses: nonsense." in response.content.decode()
    with scope(house.pk):
        assert Invitation.objects.count() == 0


def test_mail_of_another_organisation_is_not_told(house, admin):
    invitation = invite(house, admin)
    other = make_organisation("muhe")

    with scope(other.pk):
        assert queries.invitation_mail(invitation.pk, now=timezone.now()) is None
    with scope(house.pk):
        actions.revoke(invitation=invitation, by=admin, now=timezone.now())
        with pytest.raises(InvitationOver):
            actions.revoke(invitation=invitation, by=admin, now=timezone.now())


def test_link_is_shown_to_those_who_could_give_the_place(house, admin):
    with scope(house.pk):
        role = actions.copy_role(role=Role.objects.get(slug="agent"), name="Personnel", by=admin)
        grants = {**role.grants, "members.view": "all", "members.manage": "all"}
        actions.change_role_rights(role=role, name="Personnel", grants=grants, shown_fields={}, by=admin)
    personnel = make_member(house, role.slug)
    invitation = invite(house, admin, role="admin")
    page = f"/o/hemu/members/invitations/{invitation.pk}/link/"

    assert signed_in(admin).get(page).status_code == 200
    assert signed_in(personnel).get(page).status_code == 403
