"""Keys for programs: narrower than the member, never wider."""

import pytest
from django.test import Client

from changlai.accounts import actions, catalogue, queries
from changlai.accounts.enums import Level
from changlai.accounts.errors import NoSuchGrant
from changlai.accounts.models import ApiToken, Role
from changlai.accounts.tests.factories import make_member, make_organisation, signed_in
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make_organisation("hemu")


@pytest.fixture
def admin(house):
    return make_member(house)


def key(house, member, *, role="", **limits):
    with scope(house.pk):
        found = Role.objects.get(slug=role) if role else None
        return actions.create_api_token(member=member, name="Shop", by=member, role=found, **limits)[1]


def call(value, method, path):
    client = Client(headers={"authorization": f"Bearer {value}", "accept-language": "en"})
    return client.generic(method, f"/api/v1{path}", "{}", content_type="application/json")


def permissions(value):
    return call(value, "GET", "/me").json()["permissions"]


def test_key_may_what_its_member_may(house, admin):
    assert permissions(key(house, admin))["members.manage"] == "all"


def test_role_of_the_key_narrows_it(house, admin):
    value = key(house, admin, role="sales")

    assert permissions(value)["customers.view"] == "own"
    assert permissions(value)["members.manage"] == "none"


def test_key_is_never_wider_than_its_member(house):
    viewer = make_member(house, "viewer")

    assert permissions(key(house, viewer, role="admin"))["customers.edit"] == "none"


def test_areas_narrow_it(house, admin):
    value = key(house, admin, areas=["customers"])

    found = permissions(value)
    assert {slug for slug, level in found.items() if level != "none"} == {
        slug for slug in found if slug.startswith("customers.")
    }
    assert call(value, "GET", "/members").status_code == 403


def test_unknown_area_is_refused(house, admin):
    with pytest.raises(NoSuchGrant):
        key(house, admin, areas=["kitchen"])


def test_key_for_reading_does_not_write(house, admin):
    value = key(house, admin, is_read_only=True)

    refused = call(value, "PUT", "/customers/1/name")

    assert (refused.status_code, refused.json()["rule"]) == (403, "api.reads_only")
    assert call(value, "GET", "/customers").status_code == 200


def test_limits_do_not_stick_to_the_member(house, admin):
    permissions(key(house, admin, role="viewer", areas=["customers"]))

    assert queries.organisations_of(admin.user)[0].member.level("members.manage") is Level.ALL


def test_page_makes_a_narrow_key(house, admin):
    with scope(house.pk):
        viewer = Role.objects.get(slug="viewer")
    area = next(area for area in catalogue.area_choices() if "customers" in area.split())

    page = signed_in(admin).post(
        "/o/hemu/settings/tokens/",
        {"name": "Shop", "days": "30", "role": viewer.pk, "areas": [area], "is_read_only": "on"},
    )

    with scope(house.pk):
        token = ApiToken.objects.get()
    assert (token.role_id, token.areas, token.is_read_only) == (viewer.pk, area.split(), True)
    assert f"cl_{token.prefix}_" in page.content.decode()
