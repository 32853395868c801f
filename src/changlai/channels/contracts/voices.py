"""What people say in public, and how a firm hears and answers it there: the port of a platform with public posts.

Who speaks in public is no customer yet: nothing here is on a timeline until somebody takes up what was said.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from changlai.channels.contracts.meanings import IdentityClaim, Skipped
from changlai.channels.enums import SaidKind

SAID_LENGTH = 10_000  # characters kept of what somebody said; what is longer is cut
SAID_KEY = 128  # characters of a platform's id of it
WATCH = "watch:"  # the names of streams of one speaker's posts begin so


class Speaker(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who says something in public, as far as the platform tells everybody. ``claim``: their name there, for good."""

    claim: IdentityClaim | None = None
    name: str = ""
    url: str = ""
    avatar_url: str = ""
    followers: int = 0
    is_verified: bool = False
    place: str = ""


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing somebody said in public.

    ``key`` is the platform's id of it, unique on ``platform`` (a channel's slug, or a word such as ``zhihu``).
    ``parent`` is the key of what it answers or passes on, ``about`` the text of that. ``to_us``: it names the account,
    or stands below something the account said. ``address`` is what a sender needs to answer it in public; empty when
    nobody can. Counts are those of the moment it was told.
    """

    key: str
    platform: str
    text: str
    said_at: datetime
    kind: SaidKind = SaidKind.POST
    speaker: Speaker = Speaker()
    url: str = ""
    parent: str = ""
    about: str = ""
    likes: int = 0
    comments: int = 0
    reposts: int = 0
    pictures: int = 0
    to_us: bool = False
    address: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Voice:
    """A platform's public side. ``product`` names the endpoint through which the firm answers in public.

    ``read`` says what a delivery told ``in_public`` means; pure, may be run again years later. ``streams`` are the
    beginnings of the names of streams that collect what others say: they are pulled only while the account stands in
    the register of sources, with purpose and time of keeping. ``watch`` names the stream of one speaker's posts
    (WATCH and a word of the adapter's) by the name or address somebody entered; it raises ValueError, with a sentence,
    for what names nobody there.
    ``private_product`` names the product through which the same person is written to in private; "" when none is.
    ``private_address`` is what its sender needs to write to a speaker, from the value of their claim;
    ``private_messages`` how many messages may go there within the product's window after somebody said something to us
    in public (0: they must write first). ``opens_private`` tells, by its words and the account's settings, whether that
    was such a thing; None: whatever is said to us is.
    """

    product: str
    read: Callable[[str, bytes, bytes, Mapping[str, Any]], Sequence[Said] | Skipped]
    streams: tuple[str, ...] = ()
    watch: Callable[[str], str] | None = None
    private_product: str = ""
    private_address: Callable[[str], dict[str, str]] | None = None
    private_messages: int = 0
    opens_private: Callable[[str, Mapping[str, Any]], bool] | None = None
