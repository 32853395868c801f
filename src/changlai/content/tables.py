"""Scripts as a table, out and in. Columns: folder, shortcut, title, text, private."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from changlai.content.actions import Wording
from changlai.content.contracts import FOLDER_LENGTH, SHORTCUT_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from changlai.content.models import Script
from changlai.kernel.errors import Refusal
from changlai.kernel.sheets import csv_lines, typed

COLUMNS = ("folder", "shortcut", "title", "text", "private")
FILE_BYTES = 2 * 1024 * 1024
MOST_ROWS = 2_000
YES = {"1", "yes", "true", "x", "是"}


class BadTable(Refusal):
    def __init__(self, sentence: object) -> None:
        super().__init__(sentence, rule="content.bad_table")


def written(scripts: Iterable[Script]) -> bytes:
    """The scripts as CSV, which ``read`` takes back as they were."""
    rows = ((one.folder, one.shortcut, one.title, one.text, "1" if one.owner_id else "") for one in scripts)
    return b"".join(csv_lines([COLUMNS, *rows]))


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
    cell = {name: typed((row.get(name) or "").strip()) for name in COLUMNS}
    cell["shortcut"] = cell["shortcut"].lstrip("/").lower()
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
