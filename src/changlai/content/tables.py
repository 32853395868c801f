"""Scripts as a table, out and in. Columns: folder, shortcut, title, text, private."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from changlai.content.actions import Wording
from changlai.content.contracts import FOLDER_LENGTH, SHORTCUT_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from changlai.content.models import Script
from changlai.kernel.errors import Refusal

COLUMNS = ("folder", "shortcut", "title", "text", "private")
FILE_BYTES = 2 * 1024 * 1024
MOST_ROWS = 2_000
YES = {"1", "yes", "true", "x", "是"}
_FORMULA = ("=", "+", "-", "@", "\t")


class BadTable(Refusal):
    def __init__(self, sentence: object) -> None:
        super().__init__(sentence, rule="content.bad_table")


def written(scripts: Iterable[Script]) -> str:
    """The scripts as CSV with a mark that tells spreadsheets it is UTF-8."""
    held = io.StringIO()
    table = csv.writer(held)
    table.writerow(COLUMNS)
    for one in scripts:
        cells = (one.folder, one.shortcut, one.title, one.text, "1" if one.owner_id else "")
        table.writerow([_harmless(cell) for cell in cells])
    return "\ufeff" + held.getvalue()


def read(data: bytes) -> Iterator[tuple[int, Wording]]:
    """Rows of a CSV in UTF-8 or GB18030 with their line. Raises BadTable for what is no such table."""
    if len(data) > FILE_BYTES:
        raise BadTable(_("The file is larger than 2 MB. Split it."))
    lines = csv.DictReader(io.StringIO(_decoded(data), newline=""))
    names = [name.strip().lower() for name in lines.fieldnames or ()]
    if missing := [name for name in ("title", "text") if name not in names]:
        raise BadTable(
            _("The first line names the columns; %(missing)s is missing. The columns are: %(columns)s.")
            % {"missing": ", ".join(missing), "columns": ", ".join(COLUMNS)}
        )
    lines.fieldnames = names
    for number, row in enumerate(lines):
        if number >= MOST_ROWS:
            raise BadTable(_("The file has more than %(most)d rows. Split it.") % {"most": MOST_ROWS})
        yield lines.line_num, _wording(lines.line_num, row)


def _wording(line: int, row: dict[str, str | None]) -> Wording:
    cell = {name: (row.get(name) or "").strip() for name in COLUMNS}
    cell["shortcut"] = cell["shortcut"].lstrip("/").lower()
    cell["text"] = cell["text"].removeprefix("'") if cell["text"][1:2] in _FORMULA else cell["text"]
    if not cell["title"] or not cell["text"]:
        raise BadTable(_("Line %(line)d has no title or no text.") % {"line": line})
    for name, most in (
        ("title", TITLE_LENGTH),
        ("shortcut", SHORTCUT_LENGTH),
        ("folder", FOLDER_LENGTH),
        ("text", TEXT_LENGTH),
    ):
        if len(cell[name]) > most:
            facts = {"line": line, "column": name, "most": most}
            raise BadTable(_("Line %(line)d: %(column)s has more than %(most)d characters.") % facts)
    return Wording(cell["title"], cell["text"], cell["shortcut"], cell["folder"], cell["private"].lower() in YES)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadTable(_("The file is neither UTF-8 nor GB18030. Save it as CSV in UTF-8."))


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
