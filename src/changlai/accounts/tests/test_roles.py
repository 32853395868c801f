"""Roles of one's own: made as copies, changed, given, and never more than one has."""

import pytest
from django.utils import timezone

from changlai.accounts import actions, catalogue
from changlai.accounts.enums import Level
from changlai.accounts.errors import (
    AlreadyTaken,
    LastAdministrator,
    MayNotGive,
    NoSuchGrant,
    NotYourself,
    RoleInUse,
    RoleStillGiven,
    SystemRoleStays,
)
from changlai.accounts.models import Member, Role
from changlai.accounts.tests.factories import make_member, make_organisation, signed_in
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make_organisation("hemu")


@pytest.fixture
def admin(house):
    return make_member(house, name="Meng")


def system_role(slug):
    return Role.objects.get(slug=slug)


def copied(admin, name="Night shift", of="agent"):
    return actions.copy_role(role=system_role(of), name=name, by=admin)


def test_copy_may_what_the_original_may(house, admin):
    with scope(house.pk):
        original, copy = system_role("agent"), copied(admin)

        assert {slug: copy.level(slug) for slug in original_slugs()} == {
            slug: original.level(slug) for slug in original_slugs()
        }
        assert copy.shows("customers.email")
        assert not copy.shows("customers.phone")
        assert AuditEntry.objects.get(action="accounts.role.made").object_label == "Night shift"


def original_slugs():
    return ["customers.view", "customers.edit", "inbox.reply", "members.manage", "audit.view"]


def test_change_replaces_what_the_role_may(house, admin):
    with scope(house.pk):
        role = copied(admin)
        actions.change_role_rights(
            role=role, name="Night", grants={"inbox.view": "own"}, shown_fields={"customers.phone": True}, by=admin
        )
        role = Role.objects.get(pk=role.pk)

        assert (role.name, role.grants, role.shown_fields) == (
            "Night",
            {"inbox.view": "own"},
            {"customers.phone": True},
        )
        assert role.level("inbox.reply") is Level.NONE
        assert AuditEntry.objects.get(action="accounts.role.changed").changes["name"] == ["Night shift", "Night"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"grants": {"inbox.fly": "all"}},
        {"grants": {"settings.manage": "own"}},
        {"shown_fields": {"customers.shoe": True}},
    ],
)
def test_what_does_not_exist_cannot_be_granted(house, admin, wrong):
    with scope(house.pk):
        role = copied(admin)
        before = dict(role.grants)

        with pytest.raises(NoSuchGrant):
            actions.change_role_rights(
                **{"role": role, "name": "X", "grants": {}, "shown_fields": {}, "by": admin} | wrong
            )
        assert Role.objects.get(pk=role.pk).grants == before


def test_two_roles_with_one_name_are_refused(house, admin):
    with scope(house.pk):
        copied(admin)

        with pytest.raises(AlreadyTaken):
            copied(admin, name="night SHIFT")


def test_roles_of_the_first_day_stay(house, admin):
    with scope(house.pk):
        with pytest.raises(SystemRoleStays):
            actions.change_role_rights(role=system_role("agent"), name="X", grants={}, shown_fields={}, by=admin)
        with pytest.raises(SystemRoleStays):
            actions.remove_role(role=system_role("viewer"), by=admin, now=timezone.now())


def test_role_goes_when_nobody_has_it(house, admin):
    with scope(house.pk):
        role = copied(admin)
        holder = make_member(house, role.slug)

        with pytest.raises(RoleInUse):
            actions.remove_role(role=role, by=admin, now=timezone.now())
        actions.change_role(member=holder, role=system_role("viewer"), by=admin)
        actions.remove_role(role=role, by=admin, now=timezone.now())

        assert not Role.objects.filter(is_system=False).exists()


def test_role_goes_when_nothing_gives_it_any_more(house, admin):
    now = timezone.now()
    with scope(house.pk):
        role = copied(admin)
        invited = actions.invite(email="wu@example.com", role=role, department=None, by=admin, now=now)
        token, _value = actions.create_api_token(member=admin, by=admin, name="till", role=role, expires_at=None)

        with pytest.raises(RoleStillGiven):
            actions.remove_role(role=role, by=admin, now=now)
        actions.revoke(invitation=invited, by=admin, now=now)
        with pytest.raises(RoleStillGiven):
            actions.remove_role(role=role, by=admin, now=now)
        actions.revoke_api_token(token=token, by=admin, now=now)
        actions.remove_role(role=role, by=admin, now=now)

        assert not Role.objects.filter(is_system=False).exists()


@pytest.fixture
def personnel(house, admin):
    """Somebody who manages colleagues and sees little else."""
    with scope(house.pk):
        role = copied(admin, "Personnel", of="viewer")
        grants = {"members.view": "all", "members.manage": "all", "customers.view": "own"}
        actions.change_role_rights(role=role, name="Personnel", grants=grants, shown_fields={}, by=admin)
        return make_member(house, role.slug, name="Pei")


def test_nobody_gives_more_than_they_have(house, admin, personnel):
    viewer = make_member(house, "viewer")
    with scope(house.pk):
        for act in (
            lambda: actions.copy_role(role=system_role("admin"), name="Mine", by=personnel),
            lambda: actions.change_role(member=personnel, role=system_role("admin"), by=personnel),
            lambda: actions.change_role(member=admin, role=personnel.role, by=personnel),
            lambda: actions.change_role(member=viewer, role=personnel.role, by=personnel),  # takes more than they have
            lambda: actions.switch_off(member=admin, by=personnel),
            lambda: actions.change_role_rights(
                role=personnel.role, name="P", grants={"system.operate": "all"}, shown_fields={}, by=personnel
            ),
        ):
            with pytest.raises(MayNotGive):
                act()
        assert {m.pk: m.role.slug for m in Member.objects.select_related("role")}[admin.pk] == "admin"


def test_who_is_switched_off_is_signed_out_and_comes_back(house, admin):
    agent = make_member(house, "agent")
    client = signed_in(agent)
    assert client.get("/o/hemu/profile/").status_code == 200

    with scope(house.pk):
        actions.switch_off(member=agent, by=admin)
    assert client.get("/o/hemu/profile/").status_code == 302
    with scope(house.pk):
        assert not Member.objects.get(pk=agent.pk).can("inbox.view")
        actions.switch_on(member=agent, by=admin)
        assert Member.objects.get(pk=agent.pk).can("inbox.view")


def test_last_administrator_cannot_be_switched_off(house, admin):
    other = make_member(house)
    with scope(house.pk):
        with pytest.raises(NotYourself):
            actions.switch_off(member=admin, by=admin)
        actions.switch_off(member=other, by=admin)
        with pytest.raises(LastAdministrator):
            actions.leave(member=admin)
        with pytest.raises(LastAdministrator):
            actions.change_role(member=admin, role=system_role("viewer"), by=admin)


# --- the pages ----------------------------------------------------------------------------------------------------


def test_role_is_made_changed_and_removed_on_its_pages(house, admin):
    client = signed_in(admin)
    with scope(house.pk):
        agent = system_role("agent")

    made = client.post("/o/hemu/settings/roles/new/", {"name": "Night shift", "role": agent.pk})
    page = client.get(made["Location"]).content.decode()
    with scope(house.pk):
        role = Role.objects.get(name="Night shift")
    posted = {f"may-{slug}": "none" for slug in catalogue.permissions()} | {"name": "Night", "may-inbox.view": "own"}
    saved = client.post(f"{made['Location']}rights/", posted | {"shows-customers.phone": "on"})

    assert "Night shift" in page
    assert saved["Location"] == f"{made['Location']}?saved"
    with scope(house.pk):
        role = Role.objects.get(pk=role.pk)
        assert (role.name, role.grants) == ("Night", {"inbox.view": "own"})
    assert "Night" in client.get("/o/hemu/settings/roles/").content.decode()
    assert client.post(f"{made['Location']}removal/")["Location"] == "/o/hemu/settings/roles/"


def test_wrong_rights_are_shown_again_with_what_was_typed(house, admin):
    with scope(house.pk):
        role = copied(admin)

    response = signed_in(admin).post(
        f"/o/hemu/settings/roles/{role.pk}/rights/", {"name": "Manager", "may-inbox.view": "x"}
    )

    assert response.status_code == 422
    assert "Another role is called so" in response.content.decode()


def test_pages_of_roles_take_the_same_statements_for_one_and_many(house, admin, django_assert_max_num_queries):
    client = signed_in(admin)
    client.get("/o/hemu/settings/roles/")
    with scope(house.pk):
        for number in range(4):
            make_member(house, copied(admin, f"Role {number}").slug)

    with django_assert_max_num_queries(9):
        assert client.get("/o/hemu/settings/roles/").status_code == 200


def test_place_and_switch_on_the_members_page(house, admin):
    agent = make_member(house, "agent")
    with scope(house.pk):
        east = actions.create_department(organisation=house, name="East")
    client = signed_in(admin)

    client.post(f"/o/hemu/members/{agent.pk}/place/", {"department": east.pk, "title": "Lead"})
    client.post(f"/o/hemu/members/{agent.pk}/switch/")

    with scope(house.pk):
        found = Member.objects.get(pk=agent.pk)
        assert (found.department_id, found.title, found.is_active) == (east.pk, "Lead", False)
