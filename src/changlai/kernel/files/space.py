"""Room on the disk: a full one stops the database, so we stop taking files before."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from changlai.kernel.errors import Refusal

WARN_SHARE = 0.15
STOP_SHARE = 0.05


class NoSpace(Refusal):
    """The disk is nearly full; nothing more is kept until there is room again."""

    status = 507


@dataclass(frozen=True, slots=True)
class Space:
    """Bytes of the volume that holds the files."""

    total: int
    free: int

    @property
    def share(self) -> float:
        """Free part, 0 to 1."""
        return self.free / self.total if self.total else 0.0

    @property
    def is_low(self) -> bool:
        return self.share < WARN_SHARE

    @property
    def is_full(self) -> bool:
        return self.share < STOP_SHARE


def free_space() -> Space:
    """How full the volume of settings.FILES_DIR is, also before the folder exists."""
    folder = Path(settings.FILES_DIR)
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return Space(total=usage.total, free=usage.free)


def require_space() -> None:
    """Raises :class:`NoSpace` when less than 5 % of the volume is free."""
    if free_space().is_full:
        raise NoSpace(
            _("The server's disk is almost full, so files cannot be kept. Ask the operator to make room."),
            rule="file.no_space",
        )
