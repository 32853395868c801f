"""Load Django when a command needs it, not before: the supervisor and `status` live without it."""

import os
from typing import Any


def load_django() -> None:
    """Make the product's code usable in this process; its environment must be complete."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "changlai.settings")
    import django  # noqa: PLC0415 (slow: a second of imports that most commands do not need)

    django.setup()


def django_command(command: str, /, *arguments: str, **options: Any) -> None:  # noqa: ANN401 (Django's own signature)
    """Run a management command of Django in this process."""
    load_django()
    from django.core.management import call_command  # noqa: PLC0415 (app ready)

    call_command(command, *arguments, **options)
