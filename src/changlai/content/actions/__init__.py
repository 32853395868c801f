"""Verbs of content. Only this package writes its tables."""

from changlai.content.actions.importing import Imported, import_scripts
from changlai.content.actions.scripts import Wording, add_file, change, create, drop_file, keep, note_use, remove

__all__ = [
    "Imported",
    "Wording",
    "add_file",
    "change",
    "create",
    "drop_file",
    "import_scripts",
    "keep",
    "note_use",
    "remove",
]
