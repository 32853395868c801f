"""What a delivery means: facts about people, in our words."""

from datetime import datetime
from typing import Any

import msgspec

from changlai.channels.enums import ContentKind, InboundKind, Role

HANDLE_BYTES = 2_000  # of UTF-8: the longest Attachment.remote an adapter may hand over


class IdentityClaim(msgspec.Struct, frozen=True, order=True):
    """ "This person is known as ``value``" of ``kind`` within ``scope`` (a corp id, an open-platform account, ...).

    Claims of one :class:`Inbound` belong to one person. ``exclusive``: a person has at most one value of this kind and
    scope, so two different values are never merged.
    """

    kind: str
    scope: str
    value: str
    strong: bool = True
    exclusive: bool = True


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the platform says about a person; empty text means "not told", never "erase".

    ``is_stand_in``: nobody told the name, it was made of an address or a number, and never takes the place of another.
    """

    name: str = ""
    avatar_url: str = ""
    gender: str = ""  # "", "male", "female"
    company: str = ""
    position: str = ""
    is_stand_in: bool = False


class Follow(msgspec.Struct, frozen=True, omit_defaults=True):
    """The relation of one of our colleagues with the person on the platform (WeCom's follow record)."""

    member: str  # the platform's id of the colleague
    added_at: datetime | None = None
    remark: str = ""
    description: str = ""
    state: str = ""  # what the live code or link had written on it
    way: str = ""  # how they met, as a word of ours: "qr", "phone", "group", ...
    phones: tuple[str, ...] = ()
    company: str = ""
    tags: tuple[tuple[str, str, str], ...] = ()  # (platform tag id or "", group, name)
    removed: str = ""  # "", "by_customer", "by_member", "by_transfer"
    removed_at: datetime | None = None
    one_sided: bool = False  # the customer added the colleague, who has not added back yet


class Attachment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file of a message. ``file_id`` is ours (0 while it has not been fetched).

    ``remote`` is the platform's handle, at most HANDLE_BYTES long; "" when there is nothing to fetch. ``role`` is ""
    for what somebody attached. Otherwise it is part of how a letter looked: its ``page`` (HTML, never trusted), a
    picture ``within`` that page, which calls it ``name_within``, or the ``original``, word for word.
    """

    kind: str  # image, voice, video, file
    name: str = ""
    media_type: str = ""
    size: int = 0  # bytes
    file_id: int = 0
    remote: str = ""
    width: int = 0
    height: int = 0
    role: Role = Role.FILE
    name_within: str = ""


class Letter(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a message has beside its text where people write letters: who else reads it, and what it repeats.

    Addresses are written ``Name <address>`` or bare. ``quoted`` is what the writer repeated of earlier letters.
    ``machine`` says why it comes from a machine (``reply``: an auto-reply, ``list``, ``bulk``, ``notice``); "" from a
    person. ``doubt`` is a slug of what is doubtful about it (``forged``: the sender's own domain disowns it,
    ``unreadable``, ``cut``: it was longer than we take).
    """

    sender: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    quoted: str = ""
    machine: str = ""
    doubt: str = ""


class Choice(msgspec.Struct, frozen=True):
    """A line of a menu. Tapped, it comes back as a text with its ``id`` as ``raw["menu_id"]``."""

    id: str  # at most 64 bytes
    text: str  # at most 128 bytes


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message's content, the same for every channel. ``raw`` keeps what has no field of its own.

    ``choices`` are the lines of a menu that is sent; ``text`` stands above them.
    """

    kind: ContentKind = ContentKind.TEXT
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    title: str = ""
    url: str = ""
    letter: Letter | None = None
    choices: tuple[Choice, ...] = ()
    raw: dict[str, Any] = {}


class Inbound(msgspec.Struct, frozen=True, omit_defaults=True):
    """One fact about one person, told by a platform, in our words."""

    kind: InboundKind
    identities: tuple[IdentityClaim, ...]
    occurred_at: datetime
    endpoint: str = ""  # external id of the child account it came to (a 客服 account); "" is the account itself
    profile: Profile = Profile()
    content: Content | None = None
    follow: Follow | None = None
    follows: tuple[Follow, ...] = ()  # a snapshot: the whole truth at occurred_at
    platform_id: str = ""  # the platform's message id, or the one a receipt is about
    reason: str = ""  # a failed receipt's reason, in words
    address: dict[str, str] = {}  # what a sender needs to answer this person
    welcome_code: str = ""
    undeliverable: tuple[IdentityClaim, ...] = ()  # of a failed receipt: what leads nowhere, for good
    is_automatic: bool = False  # a machine wrote it: shown, but nobody waits for an answer


class Skipped(msgspec.Struct, frozen=True):
    """A delivery that is kept but has no effect, and why (a slug: unknown_event, own_message, ...)."""

    reason: str
