"""Every permission of the house and what a role makes of it. Pure: asks no database."""

from collections.abc import Mapping
from functools import cache

from changlai.accounts.contracts import Permission
from changlai.accounts.enums import Level
from changlai.accounts.errors import UnknownPermission
from changlai.kernel import discovery


@cache
def permissions() -> Mapping[str, Permission]:
    """All permissions by slug, in the order of the modules; raises ValueError when two share a slug."""
    found: dict[str, Permission] = {}
    for room in discovery.rooms("permissions"):
        for permission in room.PERMISSIONS:
            if permission.slug in found:
                raise ValueError(f"the permission {permission.slug} is declared twice")
            found[permission.slug] = permission
    return found


def permission(slug: str) -> Permission:
    """The permission called ``slug``; raises UnknownPermission, so that a slip of the pen never grants
    anything.
    """
    try:
        return permissions()[slug]
    except KeyError:
        raise UnknownPermission(slug) from None


def level(slug: str, *, role: str, is_system: bool, grants: Mapping[str, str]) -> Level:
    """How far ``slug`` reaches for a role: its own grant if it has one, else what the system role has by
    default.
    """
    wanted = permission(slug)
    if slug in grants:
        return Level.of(grants[slug])
    return wanted.default(role) if is_system else Level.NONE
