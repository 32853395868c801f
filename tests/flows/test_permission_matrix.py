"""Who may what: every page and every operation of the API, for every role, in one's own organisation and in another.

The expectation does not come from the doors' own code but from the permission each is declared with and the matrix of
roles. A page or an operation without a rule fails; so does one whose rule nobody put under a permission or, on purpose,
among the few that need none.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from changlai.accounts import actions as accounts
from changlai.accounts import catalogue
from changlai.accounts.enums import Level, SystemRole
from changlai.accounts.models import Member, Role
from changlai.accounts.operations import ANY_MEMBER
from changlai.accounts.tests.factories import make_member, make_organisation, signed_in
from changlai.kernel.tenancy import scope
from changlai.web.api import api
from changlai.web.tests.test_pages import INSIDE, Address

pytestmark = pytest.mark.django_db
FORBIDDEN, MISSING, UNKNOWN, TOO_MANY = 403, 404, 401, 429
BURST = 100  # calls of one token; 120 at once are let through
NOTHING = "nothing"  # a role of one's own without any

# What every member may: their own profile and devices, finding, and being told. Everything else needs a permission.
FOR_EVERY_MEMBER = re.compile(
    r"^/o/hemu/(|start/.*|search/|live/|help/.*|guide/.*|presence/|profile/.*|settings/|notifications/.*|notices/.*"
    r"|search/recent/"  # of one's own
    r"|exports/.*"  # one's own files
    r"|records/.*"  # of any kind: what it takes is the kind's own permission
    r"|(customers|members)/[0-9]+/portrait/.*)$"  # a picture, by a digest that only its page tells
)
OPERATIONS_FOR_EVERY_MEMBER = re.compile(
    r"^/(me|presence|notices|notice-[a-z]+|search|guide|hours)(/.*)?$|^/organisation(/sending)?$"
    r"|^/(list-)?exports(/.*)?$|^/(filters|records)/.*"  # as the pages above
)


def operations() -> Iterator[tuple[str, str, str]]:
    """Method, path and permission of every operation."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield method, f"{prefix}{path}".replace("//", "/"), permission_of(operation)


def permission_of(operation: Any) -> str:
    found: str = operation.view_func.permission
    return found


OPERATIONS = sorted(set(operations()))


def path_of(path: str) -> str:
    """With an id that belongs to nothing."""
    return "/api/v1" + re.sub(r"{int:\w+}", "987654321", re.sub(r"{slug:\w+}", "x", path))


@pytest.fixture(scope="module")
def doors() -> int:
    return len(INSIDE) + len(OPERATIONS)


@pytest.fixture
def house():
    found = make_organisation("hemu")
    make_member(found)  # an administrator, whom refusals name
    return found


def hired(house, name: str, grants: dict[str, str]) -> Member:
    """A member whose role may just this."""
    slug = name.replace(" ", "-").replace(".", "-")
    with scope(house.pk):
        Role.objects.create(organisation_id=house.pk, slug=slug, name=name, grants=grants)
    return make_member(house, slug)


def with_one_permission(house) -> Iterator[tuple[str, Member]]:
    """For each permission somebody who has that one alone, as narrow as it can be."""
    for slug in catalogue.permissions():
        yield slug, hired(house, f"only {slug}", {slug: _least(slug)})


def _least(slug: str) -> str:
    """The narrowest level of a permission that is more than nothing."""
    return min(level for level in catalogue.permission(slug).levels if level > Level.NONE).slug


def may(member: Member, permission: str) -> bool:
    return not permission or member.role.level(permission) > Level.NONE


def ask(client: Client, address: Address) -> int:
    method = client.get if "GET" in address.view.page.methods else client.post
    return method(address.path).status_code


def test_there_is_something_to_hold(doors):
    assert doors > 100
    assert len(catalogue.permissions()) > 10


def test_what_needs_no_permission_is_meant_to():
    pages = [one.path for one in INSIDE if not one.view.page.can and not FOR_EVERY_MEMBER.match(one.path)]
    operations_open = [
        path
        for _method, path, permission in OPERATIONS
        if permission == ANY_MEMBER and not OPERATIONS_FOR_EVERY_MEMBER.match(path)
    ]

    assert pages == []
    assert operations_open == []


@pytest.mark.parametrize("role", [*SystemRole, NOTHING])
def test_every_page_follows_the_role(house, role):
    member = hired(house, NOTHING, {}) if role == NOTHING else make_member(house, role)
    client = signed_in(member)
    for address in INSIDE:
        is_allowed = may(member, address.view.page.can)
        assert (ask(client, address) == FORBIDDEN) == (not is_allowed), f"{role} at {address}"


def test_one_permission_opens_its_own_pages_and_no_others(house):
    first = {address.view.page.can: address for address in reversed(INSIDE) if address.view.page.can}
    for slug, member in with_one_permission(house):
        client = signed_in(member)
        client.defaults["HTTP_HX_REQUEST"] = "true"  # a refusal without the frame around it: there are a thousand
        own = [address for address in INSIDE if address.view.page.can == slug]
        for address in [*own, *(one for can, one in first.items() if can != slug)]:
            is_allowed = address.view.page.can == slug
            assert (ask(client, address) == FORBIDDEN) == (not is_allowed), f"only {slug} at {address}"


@pytest.mark.parametrize("role", list(SystemRole))
def test_every_page_of_another_organisation_is_missing_for_every_role(house, role):
    client = signed_in(make_member(make_organisation("muhe"), role))
    for address in INSIDE:
        assert ask(client, address) == MISSING, f"{role} at {address}"


@pytest.mark.parametrize("role", [*SystemRole, NOTHING])
def test_every_operation_follows_the_role(house, role):
    member = hired(house, NOTHING, {}) if role == NOTHING else make_member(house, role)
    value = ""
    for at, (method, path, permission) in enumerate(OPERATIONS):
        if at % BURST == 0:
            value = token(house, member)
        answer = call(value, method, path)
        is_refused = answer.status_code == FORBIDDEN and answer.json()["rule"] == "accounts.missing_permission"
        assert is_refused == (not may(member, permission)), f"{role} at {method} {path}: {answer.content[:200]!r}"


def test_every_operation_knows_nobody_without_a_token():
    for method, path, _permission in OPERATIONS:
        status = call("", method, path).status_code
        assert status in {UNKNOWN, TOO_MANY}, f"{method} {path}"  # strangers are slowed down


def token(house, member: Member) -> str:
    """A fresh one every so many calls: each has a limit of its own."""
    with scope(house.pk):
        return accounts.create_api_token(member=member, name="Matrix", by=member)[1]


def call(value: str, method: str, path: str) -> Any:
    headers = {"authorization": f"Bearer {value}"} if value else {}
    return Client(headers=headers).generic(method, path_of(path), "{}", content_type="application/json")
