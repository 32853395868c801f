import re

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from psycopg import errors

from changlai.accounts.enums import SystemRole
from changlai.accounts.errors import AlreadyTaken
from changlai.accounts.events import OrganisationCreated
from changlai.accounts.models import Member, Organisation, Role
from changlai.kernel import audit
from changlai.kernel.events import publish
from changlai.kernel.tenancy import scope

SLUG_LENGTH = 40
_SLUG_SUFFIX = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else


def create_organisation(
    *,
    name: str,
    slug: str = "",
    language: str = "zh-hans",
    time_zone: str = "Asia/Shanghai",
    is_demo: bool = False,
) -> Organisation:
    """A new organisation with its system roles, and nobody in it yet.

    ``slug`` is its part of every address; left empty, one is made from the name. Raises AlreadyTaken.
    """
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(
                name=name,
                slug=slug or slug_for(name),
                language=language,
                time_zone=time_zone,
                is_demo=is_demo,
            )
    except IntegrityError as error:
        if not isinstance(error.__cause__, errors.UniqueViolation):
            raise
        raise AlreadyTaken(slug or name) from error
    with scope(organisation.pk):
        Role.objects.bulk_create(
            Role(organisation_id=organisation.pk, slug=role, is_system=True) for role in SystemRole
        )
        publish(OrganisationCreated(organisation_id=organisation.pk, key=organisation.pk, name=name, is_demo=is_demo))
    return organisation


def slug_for(name: str) -> str:
    """An address part for a name: its Latin letters and digits, or a short random word for a Chinese name."""
    latin = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:SLUG_LENGTH].strip("-")
    if latin and not Organisation.objects.filter(slug=latin).exists():
        return latin
    suffix = get_random_string(6, _SLUG_SUFFIX)
    return f"{latin}-{suffix}" if latin else suffix


def change_organisation(*, organisation: Organisation, name: str, language: str, time_zone: str, by: Member) -> None:
    """Another name, language or time zone. The address stays: people have links."""
    before = {field: getattr(organisation, field) for field in ("name", "language", "time_zone")}
    after = {"name": name, "language": language, "time_zone": time_zone}
    changes = {field: [before[field], after[field]] for field in after if before[field] != after[field]}
    if not changes:
        return
    organisation.name, organisation.language, organisation.time_zone = name, language, time_zone
    organisation.save(update_fields=list(after))
    audit.record("accounts.organisation.changed", actor=by, obj=organisation, changes=changes)
