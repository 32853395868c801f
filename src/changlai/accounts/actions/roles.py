"""Roles an organisation makes for itself. Those of the first day can be copied, never changed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string

from changlai.accounts import catalogue
from changlai.accounts.enums import Level, SystemRole
from changlai.accounts.errors import (
    AlreadyTaken,
    MayNotGive,
    NoSuchGrant,
    RoleInUse,
    RoleStillGiven,
    SystemRoleStays,
)
from changlai.accounts.models import ApiToken, DoorRule, Invitation, Member, Role
from changlai.kernel import audit

_SUFFIX = "abcdefghjkmnpqrstuvwxyz23456789"


def copy_role(*, role: Role, name: str, by: Member) -> Role:
    """A new role that may what ``role`` may. Raises AlreadyTaken, and MayNotGive when that is more than one has."""
    check_may_give(role, by)
    grants = {slug: role.level(slug).slug for slug in catalogue.permissions() if role.level(slug) > Level.NONE}
    made = Role(
        organisation_id=role.organisation_id,
        slug=f"role-{get_random_string(8, _SUFFIX)}",
        name=name,
        grants=grants,
        shown_fields={slug: True for slug in catalogue.masked_fields() if role.shows(slug)},
        needs_second_factor=role.needs_second_factor,
    )
    _named(made)
    audit.record("accounts.role.made", actor=by, obj=made, changes={"name": name, "role": role.label})
    return made


def change_role_rights(
    *, role: Role, name: str, grants: Mapping[str, str], shown_fields: Mapping[str, bool], by: Member
) -> None:
    """Another name and other rights: a level for each permission, and for each masked field whether it is shown.

    What is not named is not granted. Raises SystemRoleStays, NoSuchGrant, AlreadyTaken, and MayNotGive for more than
    ``by`` has, before or after.
    """
    if role.is_system:
        raise SystemRoleStays(role.label)
    check_may_give(role, by)
    before = _facts(role)
    wanted = Role(slug=role.slug, name=name, grants=_levels(grants), shown_fields=_fields(shown_fields))
    check_may_give(wanted, by)  # before ``role`` changes, which may be the one ``by`` has
    role.name, role.grants, role.shown_fields = name, wanted.grants, wanted.shown_fields
    _named(role)
    after = _facts(role)
    changes = {key: [before.get(key, ""), after.get(key, "")] for key in {**before, **after}}
    changes = {key: change for key, change in changes.items() if change[0] != change[1]}
    if changes:
        audit.record("accounts.role.changed", actor=by, obj=role, changes=changes)


def require_second_factor(*, role: Role, is_needed: bool, by: Member) -> None:
    """From their next page on, members with this role need a second factor to work; the system roles too."""
    if role.needs_second_factor == is_needed:
        return
    role.needs_second_factor = is_needed
    role.save(update_fields=["needs_second_factor"])
    changes = {"second_factor": [not is_needed, is_needed]}
    audit.record("accounts.role.changed", actor=by, obj=role, changes=changes)


def remove_role(*, role: Role, by: Member, now: datetime) -> None:
    """Forget a role nobody has or will get. Raises SystemRoleStays, RoleInUse and RoleStillGiven."""
    if role.is_system:
        raise SystemRoleStays(role.label)
    Role.objects.select_for_update().get(pk=role.pk)  # nobody is given the role at the same moment
    count = Member.objects.filter(role=role).count()
    if count:
        raise RoleInUse(role.label, count)
    if _is_given(role, now):
        raise RoleStillGiven(role.label)
    Invitation.objects.filter(role=role).delete()  # taken or taken back: the audit log knows of them
    ApiToken.objects.filter(role=role).delete()
    audit.record("accounts.role.removed", actor=by, obj=role)
    role.delete()


def _is_given(role: Role, now: datetime) -> bool:
    """Whether an invitation that waits, a door or a token that works gives it."""
    waiting = Invitation.objects.filter(role=role, revoked_at=None, accepted_at=None)
    tokens = ApiToken.objects.filter(role=role, revoked_at=None).exclude(expires_at__lte=now)
    return waiting.exists() or tokens.exists() or DoorRule.objects.filter(role=role).exists()


def check_may_give(role: Role, by: Member) -> None:
    """Raises MayNotGive when the role reaches further than the member's own in anything."""
    if by.role.slug == SystemRole.ADMIN:
        return
    reaches = any(role.level(slug) > by.level(slug) for slug in catalogue.permissions())
    shows = any(role.shows(slug) and not by.role.shows(slug) for slug in catalogue.masked_fields())
    if reaches or shows:
        raise MayNotGive(role.label)


def _named(role: Role) -> None:
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError as error:
        raise AlreadyTaken(role.name) from error


def _levels(grants: Mapping[str, str]) -> dict[str, str]:
    """The grants that give anything. Raises NoSuchGrant."""
    kept = {}
    for slug, level in grants.items():
        known = catalogue.permissions().get(slug)
        if known is None or level not in {one.slug for one in known.levels}:
            raise NoSuchGrant(f"{slug}: {level}")
        if Level.of(level) > Level.NONE:
            kept[slug] = level
    return kept


def _fields(shown: Mapping[str, bool]) -> dict[str, bool]:
    for slug in shown:
        if slug not in catalogue.masked_fields():
            raise NoSuchGrant(slug)
    return {slug: True for slug, is_shown in shown.items() if is_shown}


def _facts(role: Role) -> dict[str, str | bool]:
    return {"name": role.name, **role.grants, **role.shown_fields}
