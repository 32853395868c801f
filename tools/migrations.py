"""Migrations that the previous release survives: ``python -m tools.migrations``. Needs a database to write SQL for.

A deployment runs old and new processes side by side for a moment: a column dropped, renamed or made NOT NULL in one
step breaks the old ones. The first release (migrations 0001 of each module) has nobody before it.
"""

import sys
from pathlib import Path

from changlai.cli.django import load_django
from tools.known_environment import fill_in

SOURCE = Path(__file__).resolve().parent.parent / "src" / "changlai"


def main() -> None:
    fill_in()
    load_django()
    from django_migration_linter import MigrationLinter  # noqa: PLC0415 (app ready)

    modules = sorted(folder.parent.name for folder in SOURCE.glob("*/migrations"))
    linter = MigrationLinter(
        path=str(SOURCE), include_apps=modules, no_cache=True, ignore_initial_migrations=True, quiet=["ok", "ignore"]
    )
    linter.lint_all_migrations()
    linter.print_summary()
    sys.exit(1 if linter.has_errors else 0)


if __name__ == "__main__":
    main()
