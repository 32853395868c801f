"""Addresses by name, looked up once: a page has a hundred of them, and hardly one is new."""

from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse

KEPT = 16_384  # addresses, about 300 bytes each
Part = str | int


def address(name: str, /, **parts: Part) -> str:
    """The path called ``name``. Raises NoReverseMatch when there is none with these parts."""
    found = _address(get_urlconf() or settings.ROOT_URLCONF, name, tuple(sorted(parts.items())))
    if found is None:
        raise NoReverseMatch(f"no address {name} with {sorted(parts)}")
    return found


def within(organisation: str, name: str, /, **parts: Part) -> str:
    """The same inside the organisation with this slug, or outside any where the name has no address in one."""
    if organisation:
        try:
            return address(name, **parts, organisation=organisation)
        except NoReverseMatch:
            pass  # an address outside any organisation
    return address(name, **parts)


@lru_cache(maxsize=KEPT)
def _address(tree: str, name: str, parts: tuple[tuple[str, Part], ...]) -> str | None:
    """None is kept too: templates ask first inside the organisation, then outside."""
    try:
        return reverse(name, tree, kwargs=dict(parts))
    except NoReverseMatch:
        return None
