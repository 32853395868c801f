"""Migrations that the previous release survives: ``python -m tools.migrations``. Needs a database to write SQL for.

A deployment runs old and new processes side by side for a moment: a column dropped, renamed or made NOT NULL in one
step breaks the old ones. Looked at is what is newer than the latest release (a tag ``v...``); before the first one
nobody runs anything older.
"""

import subprocess
import sys
from pathlib import Path

from changlai.cli.django import load_django
from tools.known_environment import fill_in

SOURCE = Path(__file__).resolve().parent.parent / "src" / "changlai"


def main() -> None:
    release = latest_release()
    if not release:
        print("nothing is released yet: no migration has a release before it")
        return
    fill_in()
    load_django()
    from django_migration_linter import MigrationLinter  # noqa: PLC0415 (app ready)

    modules = sorted(folder.parent.name for folder in SOURCE.glob("*/migrations"))
    linter = MigrationLinter(
        path=str(SOURCE), include_apps=modules, no_cache=True, ignore_initial_migrations=True, quiet=["ok", "ignore"]
    )
    linter.lint_all_migrations(git_commit_id=release)
    linter.print_summary()
    sys.exit(1 if linter.has_errors else 0)


def latest_release() -> str:
    """The newest tag ``v...`` that this commit comes after; empty when there is none."""
    command = ["git", "describe", "--tags", "--abbrev=0", "--match", "v*"]
    found = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True, check=False)
    return found.stdout.strip() if found.returncode == 0 else ""


if __name__ == "__main__":
    main()
