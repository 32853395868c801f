"""Many scripts at once, from a table."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.content.actions.scripts import Wording, change, create
from changlai.content.models import Script
from changlai.kernel.errors import Refusal


@dataclass(slots=True)
class Imported:
    """What became of the rows; ``problems`` are (line, sentence)."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def import_scripts(*, rows: Iterable[tuple[int, Wording]], by: Member, now: datetime) -> Imported:
    """Keep each row: one with a known shortcut, else with a known folder and title, changes that script.

    A row that cannot be kept is told with its line; the others are kept.
    """
    done = Imported()
    for line, wording in rows:
        try:
            with transaction.atomic():
                _keep(wording, by, now, done)
        except Refusal as refusal:
            done.problems.append((line, str(refusal.sentence)))
    return done


def _keep(wording: Wording, by: Member, now: datetime, done: Imported) -> None:
    known = _known(wording, by)
    if known is None:
        create(wording=wording, by=by, now=now)
        done.added += 1
        return
    same = (known.title, known.text, known.folder) == (wording.title, wording.text, wording.folder)
    if same and known.shortcut == wording.shortcut:
        done.unchanged += 1
        return
    change(script=known, wording=wording, by=by, now=now)
    done.changed += 1


def _known(wording: Wording, by: Member) -> Script | None:
    rows = Script.objects.filter(owner_id=by.pk if wording.is_private else None)
    if wording.shortcut:
        return rows.filter(shortcut=wording.shortcut).first()
    return rows.filter(folder=wording.folder, title=wording.title).order_by("id").first()
