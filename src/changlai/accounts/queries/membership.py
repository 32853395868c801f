"""Asked before a scope is open, through the gates only; and what everybody asks of an organisation in it."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from changlai.accounts import gates, proofs
from changlai.accounts.models import ApiToken, Member, Organisation, User
from changlai.kernel import db


@dataclass(frozen=True, slots=True)
class Entrance:
    """A member at the door of an organisation. ``member.role`` and ``member.user`` are loaded."""

    organisation: Organisation
    member: Member


def entrance(user: User, slug: str) -> Entrance | None:
    """The user's way into the organisation with this slug; None when there is none, whatever the reason."""
    return next(iter(_entrances(user, slug)), None)


def organisations_of(user: User) -> list[Entrance]:
    """Every organisation the user belongs to, by name."""
    return _entrances(user, None)


def token_entrance(value: str, *, now: datetime) -> tuple[ApiToken, Entrance] | None:
    """Whom a token of the API acts for; None when it is unknown, revoked, expired or its member is switched
    off.
    """
    prefix = proofs.token_prefix(value)
    found = gates.token(prefix) if prefix else None
    if found is None:
        return None
    token, organisation, member = found
    is_good = secrets.compare_digest(token.digest, proofs.digest(value)) and token.revoked_at is None
    is_alive = member.is_active and member.user.is_active and (token.expires_at is None or token.expires_at > now)
    return (token, Entrance(organisation, member)) if is_good and is_alive else None


def has_organisations() -> bool:
    """Whether the system has been set up."""
    return Organisation.objects.exists()


def only_organisation() -> str:
    """The name of the organisation when the system serves just one; empty otherwise."""
    names = list(Organisation.objects.values_list("name", flat=True)[:2])
    return names[0] if len(names) == 1 else ""


def organisation_ids() -> list[int]:
    """Every organisation, for housekeeping that orders work for each of them."""
    return list(Organisation.objects.order_by("id").values_list("id", flat=True))


def slug_of(organisation_id: int) -> str:
    """How an organisation stands in addresses; it must be in the scope."""
    return str(db.value("select slug from accounts_organisation where id = %s", (organisation_id,)))


def zone_of(organisation_id: int) -> ZoneInfo:
    """The time zone in which an organisation's days begin and end; it must be in the scope."""
    return ZoneInfo(db.value("select time_zone from accounts_organisation where id = %s", (organisation_id,)))


def _entrances(user: User, slug: str | None) -> list[Entrance]:
    found = []
    for organisation, member in gates.memberships(user.pk, slug):
        member.user = user
        found.append(Entrance(organisation, member))
    return found
