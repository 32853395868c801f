"""Looking at a platform's directory before it is taken over. A large company takes a while to read, so a job asks."""

from dataclasses import asdict
from datetime import datetime

from django.utils import translation

from changlai.accounts.contracts import Directory, SignInDoor
from changlai.accounts.models import DirectoryImport, Member
from changlai.kernel.jobs import NewJob, add

JOB = "accounts.directory_look"


def keep_snapshot(*, door: SignInDoor, directory: Directory, by: Member, now: datetime) -> DirectoryImport:
    """Remember what a directory said, to be looked at first. An older look that was not taken over is forgotten."""
    _forget_older(door)
    return DirectoryImport.objects.create(door=door.slug, snapshot=asdict(directory), made_by=by, made_at=now)


def ask_directory(*, door: SignInDoor, by: Member, now: datetime) -> DirectoryImport:
    """Order the platform to be asked for its directory, in the background; nothing of ours changes by it.

    A look before it that was not taken over is forgotten, the one that is still being asked for too.
    """
    _forget_older(door)
    kept = DirectoryImport.objects.create(
        door=door.slug, snapshot={}, made_by=by, made_at=now, is_awaited=True, language=translation.get_language() or ""
    )
    add("jobs", [NewJob(kept.organisation_id, JOB, {"import_id": kept.pk}, f"directory_look:{kept.pk}")])
    return kept


def keep_look(*, import_id: int, directory: Directory, now: datetime) -> None:
    """What the platform answered; nothing when nobody waits for it any more."""
    if (held := _awaited(import_id)) is not None:
        held.snapshot, held.made_at, held.is_awaited = asdict(directory), now, False
        held.save(update_fields=["snapshot", "made_at", "is_awaited"])


def give_up_look(*, import_id: int, trouble: str) -> None:
    """The platform did not tell; ``trouble`` says why, and what to do, in words."""
    if (held := _awaited(import_id)) is not None:
        held.trouble, held.is_awaited = trouble, False
        held.save(update_fields=["trouble", "is_awaited"])


def _awaited(import_id: int) -> DirectoryImport | None:
    return DirectoryImport.objects.select_for_update(of=("self",)).filter(pk=import_id, is_awaited=True).first()


def _forget_older(door: SignInDoor) -> None:
    DirectoryImport.objects.filter(door=door.slug, taken_at=None, applied_at=None).delete()
