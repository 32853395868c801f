"""Roles and who has them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from changlai.accounts import catalogue
from changlai.accounts.contracts import MaskedField, Permission
from changlai.accounts.enums import Level
from changlai.accounts.models import Member, Role


def roles() -> QuerySet[Role]:
    """The organisation's roles: those of the first day, then its own; ``holders`` counts active members."""
    holders = Count("members", filter=Q(members__is_active=True))
    return Role.objects.annotate(holders=holders).order_by("-is_system", "id")


def get_role(role_id: int) -> Role:
    """One role; raises Http404."""
    found = roles().filter(pk=role_id).first()
    if found is None:
        raise Http404
    return found


def holders(role: Role) -> QuerySet[Member]:
    """Who has the role, those who work first."""
    return Member.objects.select_related("role", "department").filter(role=role).order_by("-is_active", "name", "id")


@dataclass(frozen=True, slots=True)
class Section:
    """An area of the matrix: each permission with one level for each role."""

    label: str
    rows: list[tuple[Permission, list[Level]]]


def matrix(columns: Sequence[Role]) -> list[Section]:
    """What these roles may do, by area. Asks no database."""
    return [
        Section(label, [(permission, [role.level(permission.slug) for role in columns]) for permission in found])
        for label, found in catalogue.by_area().items()
    ]


def masks(columns: Sequence[Role]) -> list[tuple[MaskedField, list[bool]]]:
    """Which masked fields these roles see in full. Asks no database."""
    fields = catalogue.masked_fields()
    return [(field, [role.shows(slug) for role in columns]) for slug, field in fields.items()]
