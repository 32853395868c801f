"""Every page of the house: what it is declared with, and those who never get in.

Which role opens which page, and that none of another organisation does: tests/flows/test_permission_matrix.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from changlai.accounts import catalogue
from changlai.accounts.models import Member
from changlai.accounts.pages import Door
from changlai.accounts.tests.factories import make_member, make_organisation
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db

PLAIN = {"gallery", "preferences"}  # of the tool box: they show nothing of anybody's
VALUES = {"IntConverter": "987654321", "SlugConverter": "hemu", "StringConverter": "x"}
MISSING, REDIRECT = 404, 302


@dataclass(frozen=True)
class Address:
    """A page and one path that leads to it."""

    path: str
    name: str
    view: Any
    names: tuple[str, ...] = ()  # of the numbers in the path, in order

    def __str__(self) -> str:
        return self.path


def addresses(resolver: URLResolver | None = None, before: str = "/", above: tuple[str, ...] = ()) -> Iterator[Address]:
    for entry in (resolver or get_resolver()).url_patterns:
        here = before + _path(entry)
        converters = entry.pattern.converters.items()
        names = (*above, *(name for name, one in converters if type(one).__name__ == "IntConverter"))
        if isinstance(entry, URLResolver):
            yield from addresses(entry, here, names)
        elif not here.startswith("/api/"):
            yield Address(here, entry.name or "", entry.callback, names)


def _path(entry: URLPattern | URLResolver) -> str:
    route = str(entry.pattern)
    for name, converter in entry.pattern.converters.items():
        kind = next(part for part in route.split("<") if part.split(">")[0].endswith(f":{name}")).split(">")[0]
        route = route.replace(f"<{kind}>", VALUES[type(converter).__name__])
    return route


ALL = list(addresses())
INSIDE = [address for address in ALL if address.path.startswith("/o/")]


def ask(client: Client, address: Address) -> int:
    method = client.get if "GET" in address.view.page.methods else client.post
    return method(address.path).status_code


def test_every_page_says_who_may_open_it():
    for address in ALL:
        if address.name in PLAIN:
            continue
        assert isinstance(address.view, Door), address
        rule = address.view.page
        assert rule.kind in {"permission", "member", "signed_in", "open"}, address
        assert bool(rule.can) == (rule.kind == "permission"), address
        if rule.can:
            catalogue.permission(rule.can)
        assert (rule.kind in {"permission", "member"}) == address.path.startswith("/o/"), address


def test_stranger_is_sent_to_the_sign_in_page():
    make_organisation("hemu")
    client = Client()

    assert {str(one) for one in INSIDE if ask(client, one) != REDIRECT} == set()


def test_who_is_switched_off_finds_nothing():
    house = make_organisation("hemu")
    member = make_member(house)
    client = Client()
    client.force_login(member.user)
    with scope(house.pk):
        Member.objects.filter(pk=member.pk).update(is_active=False)

    assert {str(one) for one in INSIDE if ask(client, one) != MISSING} == set()
