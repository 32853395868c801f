"""Imports in words: states, formats, troubles."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.imports.enums import ImportState, RowState, RowView
from changlai.imports.models import ImportRun
from changlai.kernel.sentences import error_in_words

STATES: Mapping[str, tuple[Promise, str]] = {
    ImportState.READING: (_("Reading"), "info"),
    ImportState.MAPPING: (_("Columns to be settled"), "warn"),
    ImportState.CHECKING: (_("Checking"), "info"),
    ImportState.PREVIEW: (_("Ready to be looked at"), "warn"),
    ImportState.RUNNING: (_("Importing"), "info"),
    ImportState.FINISHED: (pgettext_lazy("import", "Finished"), "ok"),
    ImportState.CANCELLED: (_("Stopped"), ""),
    ImportState.UNDOING: (_("Being taken back"), "info"),
    ImportState.UNDONE: (_("Taken back"), ""),
}
ROWS: Mapping[str, tuple[Promise, str]] = {
    RowState.GOOD: (pgettext_lazy("row", "ready"), "ok"),
    RowState.TWIN: (pgettext_lazy("row", "duplicate"), "warn"),
    RowState.BAD: (pgettext_lazy("row", "mistake"), "bad"),
    RowState.CREATED: (pgettext_lazy("row", "new"), "ok"),
    RowState.UPDATED: (pgettext_lazy("row", "updated"), "info"),
    RowState.SKIPPED: (pgettext_lazy("row", "left out"), ""),
    RowState.FAILED: (pgettext_lazy("row", "failed"), "bad"),
    RowState.UNDONE: (pgettext_lazy("row", "taken back"), ""),
    RowState.KEPT: (pgettext_lazy("row", "kept"), "warn"),
}
VIEWS: Mapping[str, Promise] = {
    RowView.ALL: _("All rows"),
    RowView.BAD: _("Only mistakes"),
    RowView.TWIN: _("Only duplicates"),
    RowView.GOOD: _("Ready"),
    RowView.CREATED: pgettext_lazy("rows", "New"),
    RowView.UPDATED: pgettext_lazy("rows", "Updated"),
    RowView.SKIPPED: pgettext_lazy("rows", "Left out"),
    RowView.FAILED: pgettext_lazy("rows", "Not imported"),
    RowView.UNDONE: pgettext_lazy("rows", "Taken back"),
    RowView.KEPT: pgettext_lazy("rows", "Kept"),
}
ENCODING_NAMES = {"utf-8-sig": "UTF-8", "gb18030": "GB 18030", "utf-16": "UTF-16"}
SEPARATOR_NAMES: Mapping[str, Promise] = {",": _("comma"), ";": _("semicolon"), "\t": _("tab")}
_OURS = "imports."


def trouble_of(run: ImportRun) -> str:
    """Why it stands still: a sentence of ours as it was said, an error of the machine in words."""
    rule, _colon, sentence = run.trouble.partition(": ")
    return sentence if rule.startswith(_OURS) and sentence else error_in_words(run.trouble) if run.trouble else ""
