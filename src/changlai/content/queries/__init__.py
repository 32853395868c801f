"""Which scripts a member may use, and which change."""

from django.db.models import Q, QuerySet
from django.http import Http404

from changlai.accounts.models import Member
from changlai.content.enums import Shelf
from changlai.content.errors import NotYours
from changlai.content.models import Script, ScriptFile
from changlai.kernel.models import StoredFile

PAGE = 50
MOST_FOUND = 20  # in the picker


def visible_to(member: Member) -> QuerySet[Script]:
    """The team's scripts and the member's own."""
    if not member.can("content.use"):
        return Script.objects.none()
    return Script.objects.filter(Q(owner__isnull=True) | Q(owner_id=member.pk))


def get_for(member: Member, script_id: int) -> Script:
    """One script the member may use; 404 otherwise."""
    script = visible_to(member).filter(pk=script_id).first()
    if script is None:
        raise Http404
    return script


def get_to_change(member: Member, script_id: int) -> Script:
    """One script to change: one's own, or with the right the team's. 404, or NotYours."""
    script = get_for(member, script_id)
    if not can_change(member, script):
        raise NotYours
    return script


def can_change(member: Member, script: Script) -> bool:
    return script.owner_id == member.pk or (script.owner_id is None and member.can("content.manage"))


def page(
    member: Member,
    *,
    shelf: Shelf = Shelf.ALL,
    folder: str | None = None,
    text: str = "",
    after: tuple[str, str, int] | None = None,
) -> tuple[list[Script], tuple[str, str, int] | None]:
    """A keyset page by folder and title. ``folder`` "" is those in none, None is every folder."""
    rows = _within(visible_to(member), member, shelf)
    if folder is not None:
        rows = rows.filter(folder=folder)
    if text.strip():
        rows = rows.filter(_holding(text.strip()))
    if after is not None:
        in_folder, title, last = after
        same = Q(folder=in_folder) & (Q(title__gt=title) | Q(title=title, id__gt=last))
        rows = rows.filter(Q(folder__gt=in_folder) | same)
    found = list(rows.order_by("folder", "title", "id")[: PAGE + 1])
    if len(found) <= PAGE:
        return found, None
    last_row = found[PAGE - 1]
    return found[:PAGE], (last_row.folder, last_row.title, last_row.pk)


def found_for(member: Member, text: str) -> list[Script]:
    """The scripts that fit what was typed after the sign: by shortcut first, then the most used."""
    rows = visible_to(member)
    wanted = text.strip()
    if not wanted:
        return list(rows.order_by("-used_count", "folder", "title", "id")[:MOST_FOUND])
    starting = list(rows.filter(shortcut__istartswith=wanted).order_by("shortcut", "id")[:MOST_FOUND])
    others = rows.filter(_holding(wanted)).exclude(id__in=[one.pk for one in starting])
    return starting + list(others.order_by("-used_count", "title", "id")[: MOST_FOUND - len(starting)])


def folders(member: Member) -> list[str]:
    """The names of the folders within sight, in order."""
    rows = visible_to(member).exclude(folder="").order_by("folder")
    return list(rows.values_list("folder", flat=True).distinct())


def files_of(scripts: list[Script]) -> dict[int, list[StoredFile]]:
    """The files that go with these scripts, by script; one statement."""
    found: dict[int, list[StoredFile]] = {script.pk: [] for script in scripts}
    for row in ScriptFile.objects.filter(script_id__in=found).select_related("file").order_by("id"):
        found[row.script_id].append(row.file)
    return found


def file_for(member: Member, script_id: int, file_id: int) -> StoredFile:
    """A file of a script the member may use."""
    get_for(member, script_id)
    row = ScriptFile.objects.filter(script_id=script_id, file_id=file_id).select_related("file").first()
    if row is None:
        raise Http404
    file: StoredFile = row.file
    return file


def everything(member: Member) -> list[Script]:
    """All scripts within sight, for a file."""
    return list(visible_to(member).order_by("owner", "folder", "title", "id"))


def _within(rows: QuerySet[Script], member: Member, shelf: Shelf) -> QuerySet[Script]:
    match shelf:
        case Shelf.TEAM:
            return rows.filter(owner__isnull=True)
        case Shelf.MINE:
            return rows.filter(owner_id=member.pk)
        case Shelf.ALL:
            return rows


def _holding(text: str) -> Q:
    return Q(title__icontains=text) | Q(shortcut__icontains=text) | Q(text__icontains=text)
