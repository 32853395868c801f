"""The audit log, as a person reads it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from changlai.accounts import catalogue
from changlai.accounts.contracts import Text
from changlai.accounts.enums import Level, SystemRole
from changlai.accounts.models import Member, TrailExport
from changlai.kernel import discovery
from changlai.kernel.models import AuditEntry

PAGE = 50
EXPORTS = 20  # files of the log on one page


@dataclass(frozen=True, slots=True)
class Line:
    """One deed: who, did what, to what, with which difference, from where."""

    id: int
    at: datetime
    who: str
    deed: str
    label: str
    changes: list[tuple[str, str]]
    ip: str
    request_id: str


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Lines, the newest first; ``next`` is the id to go on below, None on the last page."""

    lines: list[Line]
    next: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines to show. Days are those of the organisation's time zone, both included; ``member_id`` 0 is anybody,
    ``action`` a slug or the beginning of several, ``text`` a part of what it was done to.
    """

    member_id: int = 0
    action: str = ""
    since: datetime | None = None
    before: datetime | None = None
    text: str = ""


EVERYTHING = Wanted()


def kept_as(wanted: Wanted) -> dict[str, Any]:
    """The same as JSON."""
    since, before = (moment.isoformat() if moment else "" for moment in (wanted.since, wanted.before))
    return asdict(wanted) | {"since": since, "before": before}


def wanted_of(kept: Mapping[str, Any]) -> Wanted:
    """What ``kept_as`` was given; what is missing there is not asked for."""
    moments = {name: datetime.fromisoformat(kept[name]) if kept.get(name) else None for name in ("since", "before")}
    return Wanted(**{**kept, **moments})


def trail_size(wanted: Wanted, *, below: int, most: int) -> int:
    """How many lines fit, counted up to ``most``. For the background: a large log takes seconds."""
    return _chosen(wanted).filter(id__lt=below)[:most].count()


def trail_exports(member: Member) -> list[TrailExport]:
    """The member's own files of the log, the latest first."""
    return list(TrailExport.objects.filter(member_id=member.pk).order_by("-id")[:EXPORTS])


def trail_export(member: Member, export_id: int) -> TrailExport:
    """One of them; 404 otherwise."""
    found = TrailExport.objects.filter(member_id=member.pk, pk=export_id).first()
    if found is None:
        raise Http404
    return found


def trail(wanted: Wanted = EVERYTHING, *, below: int | None = None, limit: int = PAGE) -> TrailPage:
    """A page of the log of the organisation in scope. One statement."""
    entries = _chosen(wanted).order_by("-id")
    found = list((entries.filter(id__lt=below) if below else entries)[: limit + 1])
    return TrailPage([_line(entry) for entry in found[:limit]], found[limit - 1].pk if len(found) > limit else None)


def _chosen(wanted: Wanted) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.all()
    if wanted.member_id:
        entries = entries.filter(actor_kind="member", actor_id=wanted.member_id)
    if wanted.action:
        entries = entries.filter(action__startswith=wanted.action)
    if wanted.since:
        entries = entries.filter(at__gte=wanted.since)
    if wanted.before:
        entries = entries.filter(at__lt=wanted.before)
    if wanted.text:
        entries = entries.filter(object_label__icontains=wanted.text)
    return entries


@cache
def words() -> Mapping[str, Text]:
    """What every module calls its deeds (``WORDS`` of ``<module>/audit_words.py``)."""
    return {slug: text for room in discovery.rooms("audit_words") for slug, text in room.WORDS.items()}


@cache
def fields() -> Mapping[str, Text]:
    """What every module calls what was changed (``FIELDS`` there)."""
    rooms = discovery.rooms("audit_words")
    return {name: text for room in rooms for name, text in getattr(room, "FIELDS", {}).items()}


def _line(entry: AuditEntry) -> Line:
    return Line(
        id=entry.pk,
        at=entry.at,
        who=entry.actor_name or _("Changlai itself"),
        deed=str(words().get(entry.action, entry.action)),
        label=entry.object_label,
        changes=[(_named(name), _difference(name, value)) for name, value in entry.changes.items()],
        ip=entry.ip or "",
        request_id=entry.request_id,
    )


def _named(name: str) -> str:
    """What was changed, in words: a field, a permission, a masked field."""
    known = catalogue.permissions().get(name) or catalogue.masked_fields().get(name)
    return str(known.label if known else fields().get(name, name))


def _difference(name: str, value: Any) -> str:  # noqa: ANN401 - JSON of many deeds
    match value:
        case [before, after]:
            return f"{_shown(name, before)} → {_shown(name, after)}"
        case list():
            return _(", ").join(_shown(name, one) for one in value)
        case _:
            return _shown(name, value)


def _shown(name: str, value: object) -> str:
    if name == "role" and value in set(SystemRole):
        return str(SystemRole(str(value)).label)
    if name in catalogue.permissions():
        level = Level.of(str(value or "none")) if str(value or "none").upper() in Level.__members__ else Level.NONE
        return str(catalogue.permission(name).says(level))
    if name in catalogue.masked_fields():
        return _("in full") if value else _("masked")
    if name == "language":
        return str(dict(settings.LANGUAGES).get(str(value), value)) if value else _("As the organisation")
    if isinstance(value, dict):
        return _(", ").join(f"{_named(part)} {one}" for part, one in value.items()) or "-"
    return "-" if value in (None, "") else str(value)
