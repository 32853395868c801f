"""Load Django when a command needs it, not before: the supervisor and `status` live without it."""

import os
from typing import Any


def load_django() -> None:
    """Make the product's code usable in this process; its environment must be complete."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "changlai.settings")
    # Read by numpy when it is first imported. Its own threads spin while they wait for each other: judging a batch
    # cost twice the processor time, for nothing. Who wants more cores starts more workers.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import django  # noqa: PLC0415 (slow: a second of imports that most commands do not need)

    django.setup()


def django_command(command: str, /, *arguments: str, **options: Any) -> None:  # noqa: ANN401 (Django's own signature)
    """Run a management command of Django in this process."""
    load_django()
    from django.core.management import call_command  # noqa: PLC0415 (app ready)

    call_command(command, *arguments, **options)
