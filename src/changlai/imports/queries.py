"""Questions about imports. A member sees what they brought in themselves."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import Http404

from changlai.accounts.models import Member
from changlai.imports.enums import RowState, RowView
from changlai.imports.models import ImportPiece, ImportRow, ImportRun, ImportTemplate
from changlai.imports.pieces import unpacked
from changlai.kernel import db

PAGE = 25
RUNS = 30
SAMPLES = 30  # rows a guess looks at
FAILED = (RowState.BAD, RowState.FAILED)


def visible_to(member: Member) -> QuerySet[ImportRun]:
    """A member's own imports: their rows hold phone numbers in full."""
    return ImportRun.objects.filter(member=member) if member.can("customers.import") else ImportRun.objects.none()


def get_for(member: Member, run_id: int) -> ImportRun:
    """One import; 404 when missing or somebody else's."""
    rows = visible_to(member).select_related("template", "member__user")
    found = rows.filter(pk=run_id).first() if db.is_id(run_id) else None
    if found is None:
        raise Http404
    return found


def latest(member: Member, *, before: int | None = None, limit: int = RUNS) -> list[ImportRun]:
    """The member's imports, the newest first; one more than ``limit`` tells that there is more."""
    rows = visible_to(member)
    rows = rows.filter(pk__lt=before) if before else rows
    return list(rows.order_by("-id")[: limit + 1])


def first_rows(run: ImportRun) -> list[list[str]]:
    """The cells of the first rows of the table, checked or not yet."""
    checked = list(ImportRow.objects.filter(run=run).order_by("number").values_list("cells", flat=True)[:SAMPLES])
    if checked:
        return checked
    first = ImportPiece.objects.filter(run=run, turn=0).order_by("last").first()
    return (
        [cells for _number, cells in unpacked(bytes(first.lines))][:SAMPLES]
        if first is not None and first.lines is not None
        else []
    )


def page(run: ImportRun, *, view: RowView, after: int = 0, limit: int = PAGE) -> list[ImportRow]:
    """Rows in their order; one more than ``limit`` tells that there is more."""
    rows = ImportRow.objects.filter(run=run, number__gt=after)
    match view:
        case RowView.ALL:
            pass
        case RowView.BAD | RowView.FAILED:
            rows = rows.filter(state__in=FAILED)
        case _:
            rows = rows.filter(state=view.value)
    return list(rows.order_by("number")[: limit + 1])


def failed_rows(run: ImportRun, *, after: int, limit: int) -> Sequence[ImportRow]:
    """Rows that are not in, in their order."""
    return list(ImportRow.objects.filter(run=run, state__in=FAILED, number__gt=after).order_by("number")[:limit])


def templates(kind: str) -> list[ImportTemplate]:
    """What columns of known tables are, the newest first."""
    return list(ImportTemplate.objects.filter(kind=kind).select_related("member").order_by("-id")[:100])


def template_for(kind: str, signature: str) -> ImportTemplate | None:
    """The template for tables with these headers."""
    return ImportTemplate.objects.filter(kind=kind, signature=signature).order_by("-id").first()


def template_of(member: Member, template_id: int) -> ImportTemplate:
    """One template; 404 when there is none."""
    found = None
    if member.can("customers.import") and db.is_id(template_id):
        found = ImportTemplate.objects.filter(pk=template_id).first()
    if found is None:
        raise Http404
    return found
