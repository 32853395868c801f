"""Which notices there are: found in every module's ``notices.py``."""

from collections.abc import Mapping
from functools import cache

from changlai.kernel import discovery
from changlai.notifications.contracts import NoticeKind
from changlai.notifications.errors import UnknownKind


@cache
def kinds() -> Mapping[str, NoticeKind]:
    """All kinds by slug, in the order of the modules; raises ValueError when two share a slug."""
    found: dict[str, NoticeKind] = {}
    for room in discovery.rooms("notices"):
        for kind in room.KINDS:
            if kind.slug in found:
                raise ValueError(f"the notice {kind.slug} is declared twice")
            found[kind.slug] = kind
    return found


def kind(slug: str) -> NoticeKind:
    """The kind called ``slug``. Raises UnknownKind."""
    try:
        return kinds()[slug]
    except KeyError:
        raise UnknownKind(slug) from None
