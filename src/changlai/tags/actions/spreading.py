"""Telling platforms that keep tags too."""

from collections.abc import Sequence

from changlai.tags.contracts import Mark
from changlai.tags.models import Tag


def spread(changed: Sequence[Mark], displaced: Sequence[tuple[int, int, int]]) -> None:
    """Order what has changed here for every relation that lasts; what a platform told us is not told it back."""


def spread_definitions(tags: Sequence[Tag]) -> None:
    """Order these tags as they are now for every account that keeps tags."""


def forget_tags(tags: Sequence[Tag], *, replaced_by: Tag | None = None) -> None:
    """Order that the platforms delete these tags; who had them there gets ``replaced_by``."""
