"""Every permission of the house and what a role makes of it. Pure: asks no database."""

from collections.abc import Iterable, Mapping
from functools import cache

from changlai.accounts.contracts import MaskedField, Permission, Text
from changlai.accounts.enums import Level
from changlai.accounts.errors import UnknownField, UnknownPermission
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


@cache
def areas() -> Mapping[str, Text]:
    """What the first part of a permission's slug is called on screen (``AREAS`` of ``<module>/permissions.py``)."""
    rooms = discovery.rooms("permissions")
    return {area: label for room in rooms for area, label in getattr(room, "AREAS", {}).items()}


def by_area() -> dict[str, list[Permission]]:
    """The permissions under the names of their areas, in the reader's language and the order of the modules."""
    found: dict[str, list[Permission]] = {}
    for slug, permission in permissions().items():
        area = slug.partition(".")[0]
        found.setdefault(str(areas().get(area, area)), []).append(permission)
    return found


def area_choices() -> dict[str, str]:
    """The areas to choose from: first parts of permissions, those that share a name joined by a space."""
    named: dict[str, list[str]] = {}
    for slug in permissions():
        area = slug.partition(".")[0]
        parts = named.setdefault(str(areas().get(area, area)), [])
        if area not in parts:
            parts.append(area)
    return {" ".join(parts): label for label, parts in named.items()}


def area_names(wanted: Iterable[str]) -> list[str]:
    """What these first parts are called on screen, each name once."""
    return list(dict.fromkeys(str(areas().get(area, area)) for area in wanted))


@cache
def masked_fields() -> Mapping[str, MaskedField]:
    """All fields that a role may see masked, by slug; raises ValueError when two share one."""
    found: dict[str, MaskedField] = {}
    for room in discovery.rooms("permissions"):
        for field in getattr(room, "MASKED_FIELDS", ()):
            if field.slug in found:
                raise ValueError(f"the masked field {field.slug} is declared twice")
            found[field.slug] = field
    return found


def shows(slug: str, *, role: str, is_system: bool, shown_fields: Mapping[str, bool]) -> bool:
    """Whether a role sees the field in full: as it was decided for it, else as its system role does by default.

    Raises UnknownField.
    """
    wanted = masked_fields().get(slug)
    if wanted is None:
        raise UnknownField(slug)
    return shown_fields.get(slug, is_system and role in wanted.shown_to)


def level(slug: str, *, role: str, is_system: bool, grants: Mapping[str, str]) -> Level:
    """How far ``slug`` reaches for a role: its own grant if it has one, else what the system role has by
    default.
    """
    wanted = permission(slug)
    if slug in grants:
        return Level.of(grants[slug])
    return wanted.default(role) if is_system else Level.NONE
