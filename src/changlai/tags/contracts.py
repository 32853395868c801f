"""What other modules say to the tags and hear from them."""

from dataclasses import dataclass
from datetime import datetime

from changlai.tags.enums import Way

NAME_LENGTH = 30  # characters: the longest name WeCom takes (PLATFORMS A6.3)
MOST_TAGS = 3_000  # of an organisation: as many as WeCom keeps
ADD, REMOVE, CHOSEN = "tags.add", "tags.remove", "tags"  # deeds, and under which name they have the tags


@dataclass(frozen=True, slots=True)
class Origin:
    """Who marks customers, when, how and why. ``member_id`` is None and ``member`` a name where no member acted."""

    way: Way
    at: datetime
    member_id: int | None = None
    member: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A customer gets a tag (``is_on``) or loses it."""

    organisation_id: int
    customer_id: int
    tag_id: int
    is_on: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of many marks: how many customers got a tag, lost one, and were as wanted already."""

    added: int
    removed: int
    unchanged: int
