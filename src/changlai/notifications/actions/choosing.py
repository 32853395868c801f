"""Choosing how one is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from django.db import transaction

from changlai.accounts.models import Member
from changlai.notifications import queries, registry
from changlai.notifications.enums import Pace, Way
from changlai.notifications.errors import HalfQuiet
from changlai.notifications.models import Choice, Habits


@dataclass(frozen=True, slots=True)
class HabitsGiven:
    """A member's habits as chosen; ``time_zone`` is an IANA name or empty, hours are of that zone."""

    quiet_from: time | None
    quiet_until: time | None
    urgent_passes: bool
    digest_at: time
    time_zone: str
    has_sound: bool
    has_desktop: bool


@transaction.atomic
def choose(*, member: Member, choices: Mapping[tuple[str, Way], Pace]) -> None:
    """Keep how the member wants these kinds. What is as the kind says leaves no row: it follows a later change of it.

    Raises UnknownKind.
    """
    unlike = {
        (slug, way): pace
        for (slug, way), pace in choices.items()
        if pace is not queries.pace(registry.kind(slug), way, {})
    }
    Choice.objects.filter(member=member, kind__in={slug for slug, _way in choices}).exclude(
        pk__in=_kept(member, choices)
    ).delete()
    Choice.objects.bulk_create(
        [
            Choice(organisation_id=member.organisation_id, member=member, kind=slug, way=way, pace=pace)
            for (slug, way), pace in unlike.items()
        ],
        update_conflicts=True,
        unique_fields=["organisation_id", "member", "kind", "way"],
        update_fields=["pace"],
    )


def _kept(member: Member, choices: Mapping[tuple[str, Way], Pace]) -> list[int]:
    """Choices of the same kinds by ways nobody speaks of now."""
    rows = Choice.objects.filter(member=member).values_list("id", "kind", "way")
    return [row for row, kind, way in rows if (kind, Way(way)) not in choices]


def change_habits(*, member: Member, habits: HabitsGiven) -> Habits:
    """Keep the member's habits. What waits already keeps its time. Raises HalfQuiet for one end of quiet hours."""
    if (habits.quiet_from is None) != (habits.quiet_until is None):
        raise HalfQuiet
    values = {
        "quiet_from": habits.quiet_from,
        "quiet_until": habits.quiet_until,
        "urgent_passes": habits.urgent_passes,
        "digest_at": habits.digest_at,
        "time_zone": habits.time_zone,
        "has_sound": habits.has_sound,
        "has_desktop": habits.has_desktop,
    }
    kept, _made = Habits.objects.update_or_create(
        member=member, defaults=values, create_defaults={**values, "organisation_id": member.organisation_id}
    )
    return kept
