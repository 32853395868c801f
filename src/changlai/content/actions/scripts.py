"""Writing scripts, and counting their use."""

from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F

from changlai.accounts.models import Member
from changlai.content.contracts import MOST_FILES, MOST_SCRIPTS, NAMES, unknown
from changlai.content.errors import NotYours, ShortcutTaken, TooManyFiles, TooManyScripts, UnknownVariables
from changlai.content.models import Script, ScriptFile
from changlai.kernel import audit, files

TAKEN = ("script_team_shortcut", "script_own_shortcut")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a script says and where it stands. ``is_private``: only its writer's."""

    title: str
    text: str
    shortcut: str = ""
    folder: str = ""
    is_private: bool = False


@transaction.atomic
def keep(
    *, script: Script | None, wording: Wording, upload: "UploadedFile[bytes] | None", by: Member, now: datetime
) -> Script:
    """A script as a form gives it, new or changed, with one more file; all of it or none."""
    if script is None:
        script = create(wording=wording, by=by, now=now)
    else:
        change(script=script, wording=wording, by=by, now=now)
    if upload is not None:
        add_file(script=script, upload=upload)
    return script


@transaction.atomic
def create(*, wording: Wording, by: Member, now: datetime) -> Script:
    """A new script. Raises NotYours for the team's without the right, UnknownVariables, ShortcutTaken."""
    _check(wording, by)
    if Script.objects.count() >= MOST_SCRIPTS:
        raise TooManyScripts(MOST_SCRIPTS)
    script = Script(organisation_id=by.organisation_id, owner=by if wording.is_private else None)
    _write(script, wording, now)
    audit.record("content.script_written", actor=by, obj=script)
    return script


@transaction.atomic
def change(*, script: Script, wording: Wording, by: Member, now: datetime) -> None:
    """Say it differently, or put it elsewhere. Refusals as for ``create``."""
    _check(wording, by)
    before = {"title": script.title, "text": script.text, "shortcut": script.shortcut, "folder": script.folder}
    script.owner = by if wording.is_private else None
    _write(script, wording, now)
    after = {name: getattr(script, name) for name in before}
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    audit.record("content.script_changed", actor=by, obj=script, changes=changes)


@transaction.atomic
def remove(*, script: Script, by: Member) -> None:
    """Delete a script with its place among the others; what was sent with it stays sent."""
    audit.record("content.script_deleted", actor=by, obj=script, changes={"title": [script.title, ""]})
    script.delete()


@transaction.atomic
def add_file(*, script: Script, upload: "UploadedFile[bytes]") -> None:
    """A file that goes with the script. Raises TooManyFiles, or the Refusal of a file that cannot be kept."""
    if ScriptFile.objects.filter(script=script).count() >= MOST_FILES:
        raise TooManyFiles(MOST_FILES)
    kept = files.keep(upload, upload.name or "", declared_type=upload.content_type or "")
    ScriptFile.objects.get_or_create(organisation_id=script.organisation_id, script=script, file=kept)


@transaction.atomic
def drop_file(*, script: Script, file_id: int) -> None:
    """The file does not go with the script any more."""
    ScriptFile.objects.filter(script=script, file_id=file_id).delete()


@transaction.atomic
def note_use(*, script: Script, now: datetime) -> None:
    """Somebody has put it into an answer."""
    Script.objects.filter(pk=script.pk).update(used_count=F("used_count") + 1, used_at=now)


def _check(wording: Wording, by: Member) -> None:
    if not wording.is_private and not by.can("content.manage"):
        raise NotYours
    if strange := unknown(wording.text):
        raise UnknownVariables(strange, sorted(NAMES))


def _write(script: Script, wording: Wording, now: datetime) -> None:
    script.title, script.text, script.folder = wording.title.strip(), wording.text.strip(), wording.folder.strip()
    script.shortcut, script.changed_at = wording.shortcut.strip().lstrip("/").lower(), now
    try:
        with transaction.atomic():
            script.save()
    except IntegrityError as error:
        if not any(name in str(error) for name in TAKEN):
            raise
        raise ShortcutTaken(script.shortcut) from error
