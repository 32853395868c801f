"""What tests have done in a process of its own."""

import os
import signal

from changlai.kernel import db
from changlai.kernel.errors import Refusal
from changlai.kernel.jobs import LostLease


def where(number: int) -> list[object]:
    """Its own process, in the same database."""
    return [os.getpid(), db.value("select current_database()"), number + 1]


def refuse() -> None:
    raise Refusal("It is full. Make room.", rule="test.full")


def stumble() -> None:
    raise LookupError("over its own feet")


def lose() -> None:
    raise LostLease(7)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
