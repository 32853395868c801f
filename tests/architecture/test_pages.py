"""Every address says who may open it, and nobody links to what lies above him."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from changlai.accounts.catalogue import permissions
from changlai.accounts.pages import PageRule
from tests.architecture.house import may_know, module_of, python_files, templates

# The tool box's own two addresses: ui lies below accounts and knows no permissions, it guards its gallery itself.
TOOL_BOX = {"gallery", "preferences"}
# The fixed places of the front door: whoever signs somebody in sends them there, every page has the search box.
ENTRANCE = {"front_door", "web:home", "web:search", "web:start"}
UNDER_ORGANISATION = "o/<slug:organisation>/"
QUOTED_NAME = re.compile(r"""["']([a-z_]+:[a-z_]+)["']""")
CALLED_NAME = re.compile(r"""\b(?:url|reverse)\(\s*["']([a-z_:]+)["']""")


@dataclass(frozen=True)
class Address:
    """One pattern: its name with namespaces, its path, and the view that answers."""

    name: str
    route: str
    view: Callable[..., Any]

    @property
    def module(self) -> str:
        return self.view.__module__.split(".")[1] if self.view.__module__.startswith("changlai.") else ""


def walk(resolver: URLResolver, route: str = "", space: str = "") -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern, here, inner)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{space}{pattern.name}", here, pattern.callback)


def addresses() -> list[Address]:
    """All pages; the API keeps its own rules, see changlai.web.tests."""
    return [address for address in walk(get_resolver()) if not address.route.startswith("api/")]


def rule(address: Address) -> PageRule | None:
    return getattr(address.view, "page", None)


def test_there_are_pages():
    assert len(addresses()) > 20


def test_every_page_says_who_may_open_it():
    assert {address.name for address in addresses() if rule(address) is None} == TOOL_BOX


def test_pages_of_an_organisation_are_for_its_members():
    open_doors = [
        address.route
        for address in addresses()
        if address.route.startswith(UNDER_ORGANISATION)
        and (found := rule(address))
        and found.kind not in {"permission", "member"}
    ]

    assert open_doors == []


def test_permissions_of_pages_exist():
    known = permissions().keys()
    wanted = {found.can for address in addresses() if (found := rule(address)) and found.kind == "permission"}

    assert wanted - known == set()


def test_addresses_are_nouns_that_end_with_a_slash():
    assert [address.route for address in addresses() if address.route and not address.route.endswith("/")] == []


def test_names_in_links_exist():
    known = {address.name for address in walk(get_resolver())}

    assert [f"{file}: {name}" for file in (*templates(), *python_files()) for name in called(file) - known] == []


def test_names_in_links_lie_below():
    owners = {address.name: address.module for address in walk(get_resolver()) if address.name not in ENTRANCE}
    above = [
        f"{file}: {name}"
        for file in (*templates(), *python_files())
        for name in (called(file) | said(file)) & owners.keys()
        if owners[name] and not may_know(module_of(file), owners[name])
    ]

    assert above == []


def called(file: Path) -> set[str]:
    """Names of pages in calls of url() and reverse()."""
    return set(CALLED_NAME.findall(file.read_text()))


def said(file: Path) -> set[str]:
    """Texts that look like the name of a page: in constants, in declarations of navigation and panels."""
    return set(QUOTED_NAME.findall(file.read_text()))
