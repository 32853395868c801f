"""What modules declare about finding their records by words: for the command palette and the page of results."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from changlai.accounts.contracts import MemberLike, Text


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One line in the command palette and on the page of results. ``url`` is an address of this site, ``icon`` a name
    of the sprite; with ``record_id`` an avatar stands instead, ``avatar`` its address or empty. ``reason`` says by
    which word it was found. Texts may be Markup, in which what was looked for is marked.
    """

    label: str
    url: str
    detail: str = ""
    icon: str = ""
    avatar: str = ""
    record_id: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SearchProvider:
    """Finds records for the command palette, declared in ``<module>/search.py`` as ``PROVIDERS``.

    ``find(member, text, limit)`` sees what the member's lists show, starts at ``queries.visible_to(member)``,
    and is asked only when the member has ``permission`` and ``text`` has ``shortest`` characters or more.
    ``page(member, text, after)`` answers a whole page of hits and where the next one goes on (a tuple of numbers, None
    at the end); who has it gets a tab on the page of results. ``more`` names a page of its own for all of them.
    """

    slug: str
    label: Text
    permission: str
    find: Callable[[MemberLike, str, int], Sequence[SearchHit]]
    order: int = 50
    page: Callable[[MemberLike, str, Any], tuple[Sequence[SearchHit], tuple[int, ...] | None]] | None = None
    more: str = ""
    shortest: int = 2
