"""Members, departments, roles: who reaches what."""

import pytest
from django.http import Http404
from django.utils import translation

from changlai.accounts import actions, catalogue, queries
from changlai.accounts.contracts import ON_OFF, Permission
from changlai.accounts.enums import Level, SystemRole
from changlai.accounts.errors import AlreadyTaken, LastAdministrator, UnknownPermission
from changlai.accounts.models import Member, Organisation, Role, User
from changlai.accounts.tests.factories import make_member, make_organisation
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db


def test_one_person_in_two_organisations_is_one_user():
    here, there = make_organisation(), make_organisation()
    first = make_member(here, email="a@example.com")
    second = make_member(there, "viewer", email="A@example.com")

    assert first.user == second.user
    assert [(e.organisation, e.member) for e in queries.organisations_of(first.user)] == [
        (here, first),
        (there, second),
    ]


def test_a_second_place_in_one_organisation_is_refused():
    house = make_organisation()
    make_member(house, email="a@example.com")

    with pytest.raises(AlreadyTaken):
        make_member(house, email="a@example.com")


def test_no_user_stays_behind_whose_place_was_refused():
    house = make_organisation()

    with pytest.raises(Role.DoesNotExist):
        actions.create_member(organisation=house, name="A", sign_in_name="a@example.com", role="nonsense")

    assert User.objects.count() == 0


@pytest.mark.parametrize(("name", "slug"), [("Hemu Home & Co.", "hemu-home-co"), ("ACME", "acme")])
def test_slug_comes_from_a_latin_name(name, slug):
    assert actions.create_organisation(name=name).slug == slug
    again = actions.create_organisation(name=name).slug
    assert again.startswith(f"{slug}-")


def test_slug_of_a_chinese_name_is_a_short_word():
    slug = actions.create_organisation(name="禾木家居").slug

    assert len(slug) == 6
    assert slug.isascii()


def test_slug_that_is_taken_is_refused():
    make_organisation("hemu")

    with pytest.raises(AlreadyTaken):
        make_organisation("hemu")
    assert Organisation.objects.count() == 1


def test_team_is_the_own_department_and_below():
    house = make_organisation()
    with scope(house.pk):
        sales = actions.create_department(organisation=house, name="Sales")
        east = actions.create_department(organisation=house, name="East", parent=sales)
        service = actions.create_department(organisation=house, name="Service")
        boss, rep = make_member(house, "manager", department=sales), make_member(house, "sales", department=east)
        agent, loner = make_member(house, "agent", department=service), make_member(house, "agent")

        assert queries.team_ids(boss) == {boss.pk, rep.pk}
        assert queries.team_ids(rep) == {rep.pk}
        assert queries.team_ids(agent) == {agent.pk}
        assert queries.team_ids(loner) == {loner.pk}


def test_departments_in_a_ring_do_not_hang():
    house = make_organisation()
    with scope(house.pk):
        one = actions.create_department(organisation=house, name="One")
        two = actions.create_department(organisation=house, name="Two", parent=one)
        one.parent = two
        one.save()
        member = make_member(house, department=one)

        assert queries.team_ids(member) == {member.pk}


@pytest.mark.parametrize(("level", "expected"), [("none", 0), ("own", 1), ("team", 2), ("all", 3)])
def test_reach_follows_the_level(level, expected):
    house = make_organisation()
    with scope(house.pk):
        sales = actions.create_department(organisation=house, name="Sales")
        me = make_member(house, department=sales)
        make_member(house, department=sales)
        make_member(house)
        me.role = Role.objects.create(slug="special", name="Special", grants={"customers.view": level})

        found = Member.objects.filter(queries.reach(me, "customers.view", owner="id"))

        assert found.count() == expected


def test_colleagues_are_seen_with_the_permission_only():
    house = make_organisation()
    with scope(house.pk):
        viewer, colleague = make_member(house, "viewer"), make_member(house)
        assert set(queries.visible_members(viewer)) == {viewer, colleague}
        viewer.role = Role.objects.create(slug="blind", name="Blind")

        assert set(queries.visible_members(viewer)) == {viewer}
        with pytest.raises(Http404):
            queries.get_for(viewer, colleague.pk)


def test_change_of_role_ends_the_sessions():
    house = make_organisation()
    admin, agent = make_member(house), make_member(house, "agent")
    before = agent.user.get_session_auth_hash()
    with scope(house.pk):
        actions.change_role(member=agent, role=Role.objects.get(slug="manager"), by=admin)

        assert Member.objects.get(pk=agent.pk).role.slug == "manager"
    assert User.objects.get(pk=agent.user_id).get_session_auth_hash() != before


def test_last_administrator_stays():
    house = make_organisation()
    admin = make_member(house)
    with scope(house.pk):
        with pytest.raises(LastAdministrator):
            actions.change_role(member=admin, role=Role.objects.get(slug="viewer"), by=admin)
        assert Member.objects.get(pk=admin.pk).role.slug == "admin"
        make_member(house)
        actions.change_role(member=admin, role=Role.objects.get(slug="viewer"), by=admin)


def test_system_roles_get_what_the_modules_declare_and_own_roles_only_their_grants():
    own = {"inbox.view": "own"}

    assert catalogue.level("inbox.view", role="agent", is_system=True, grants={}) is Level.TEAM
    assert catalogue.level("inbox.view", role="agent", is_system=True, grants=own) is Level.OWN
    assert catalogue.level("inbox.view", role="agent", is_system=False, grants={}) is Level.NONE
    assert all(p.default(SystemRole.ADMIN) is Level.ALL for p in catalogue.permissions().values())
    assert all(p.default("unheard-of") is Level.NONE for p in catalogue.permissions().values())


def test_viewers_change_nothing():
    changing = ("manage", "edit", "reply", "assign", "operate", "unmask")

    assert not [p.slug for p in catalogue.permissions().values() if p.slug.endswith(changing) and p.viewer > Level.NONE]


def test_a_slip_of_the_pen_grants_nothing():
    with pytest.raises(UnknownPermission, match=r"inbox/permissions\.py"):
        catalogue.permission("inbox.veiw")
    with pytest.raises(ValueError, match="not among its levels"):
        Permission("x.y", "", ON_OFF, agent=Level.TEAM)


def test_who_is_switched_off_may_nothing():
    member = make_member(make_organisation())
    member.is_active = False

    assert not member.can("members.view")


def test_decision_says_why():
    house = make_organisation()
    agent = make_member(house, "agent", name="Li Mu")

    with translation.override("en"):
        refused, granted = queries.decide(agent, "members.manage"), queries.decide(agent, "inbox.view")

    assert (refused.is_allowed, granted.is_allowed) == (False, True)
    assert refused.sentence == (
        "Li Mu has the role “Service agent”, which does not include “manage colleagues and their roles”."
    )
    assert granted.sentence == "Li Mu has the role “Service agent”, which includes “see conversations”: Own department."
