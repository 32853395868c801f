"""Entries of a thread: day headings, lines about what happened, and bubbles grouped into runs."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django.utils import timezone
from markupsafe import Markup

from changlai.channels.contracts import Attachment, Content, in_words
from changlai.channels.enums import ContentKind, Role
from changlai.inbox import letters
from changlai.inbox.enums import Author, MessageState
from changlai.inbox.models import Message
from changlai.inbox.tables import wording
from changlai.inbox.tables.cards import Card, card_of
from changlai.ui.text import linked, plain

RUN_GAP = timedelta(minutes=5)  # a longer silence begins a new run with its own time
OUR_SIDE = {Author.MEMBER, Author.COLLEAGUE}
PLAYABLE = {"audio/mpeg", "audio/wav", "audio/ogg", "audio/mp4", "audio/aac"}
BOX = (240, 320)  # pixels
ALONE = {Author.SYSTEM, Author.NOTE}  # neither goes on in a run
TROUBLE = {MessageState.FAILED, MessageState.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Shown:
    """A file of a message as the thread shows it. ``number`` is its place in the message."""

    number: int
    attachment: Attachment
    is_awaited: bool  # still on its way from the platform

    @property
    def is_here(self) -> bool:
        return bool(self.attachment.file_id)

    @property
    def box(self) -> tuple[int, int]:
        """Width and height of a picture in its bubble, so that nothing jumps when it loads."""
        width, height = self.attachment.width or BOX[0], self.attachment.height or BOX[0]
        scale = min(1.0, BOX[0] / width, BOX[1] / height)
        return max(1, round(width * scale)), max(1, round(height * scale))

    @property
    def is_playable(self) -> bool:
        """Browsers play it; the platforms' AMR they do not."""
        return self.attachment.media_type in PLAYABLE


@dataclass(slots=True)
class Entry:
    """One line of a thread. ``version`` changes when it has to be drawn again."""

    message: Message
    content: Content
    files: Sequence[Shown]
    day: datetime | None  # set on the first entry of a day: its heading
    is_next: bool  # continues the run above: no avatar
    has_meta: bool  # ends its run, or has something of its own to say below
    colleague: str = ""  # who wrote it in the platform's own client

    @property
    def is_line(self) -> bool:
        return self.message.author == Author.SYSTEM

    @property
    def is_note(self) -> bool:
        return self.message.author == Author.NOTE

    @property
    def words(self) -> Markup:
        """A note's text with the colleagues it mentions standing out."""
        names = [str(name) for _id, name in self.raw.get("mentions", ())]
        return with_mentions(self.content.text, names)

    @property
    def is_ours(self) -> bool:
        return self.message.author in OUR_SIDE

    @property
    def is_trouble(self) -> bool:
        return self.message.state in TROUBLE

    @property
    def state_icon(self) -> str:
        return wording.STATE_ICONS.get(self.message.state, "")

    @property
    def icon(self) -> str:
        return wording.ICONS.get(self.message.kind, "message-circle")

    @property
    def label(self) -> str:
        """What it is, when there is nothing to quote."""
        return str(wording.LABELS.get(self.message.kind, wording.LABELS[ContentKind.OTHER]))

    @property
    def raw(self) -> Mapping[str, Any]:
        return self.content.raw

    def told(self, name: str) -> str:
        """What a line says about ``name``; empty when it says nothing."""
        return str(self.raw.get(name) or "")

    @property
    def until(self) -> datetime:
        """The end of a snooze that a line tells of."""
        return datetime.fromisoformat(str(self.raw["until"]))

    @property
    def card(self) -> Card | None:
        return card_of(self.content)

    @property
    def cc(self) -> str:
        """Who else got a letter."""
        return ", ".join(self.content.letter.cc) if self.content.letter else ""

    @property
    def machine(self) -> str:
        """Why a letter comes from a machine, in words."""
        return wording.machine(self.content.letter.machine) if self.content.letter else ""

    @property
    def doubt(self) -> str:
        """What is doubtful about a letter, in words."""
        return wording.doubt(self.content.letter.doubt) if self.content.letter else ""

    @property
    def page_number(self) -> int | None:
        """The place of a letter's page among its files."""
        return letters.page_number(self.message)

    @property
    def original_number(self) -> int | None:
        """The place of a letter word for word among its files."""
        return letters.original_number(self.message)

    @property
    def reason(self) -> str:
        """Why it did not arrive, in the reader's language where the sentence is one of ours."""
        return in_words(self.message.reason)

    @property
    def version(self) -> str:
        """Eight characters that change with what is drawn."""
        message = self.message
        drawn = (
            message.state,
            message.reason,
            message.can_retry,
            message.is_recalled,
            message.edited_at,
            self.is_next,
            self.has_meta,
            self.day is not None,
            [(shown.attachment.file_id, shown.is_awaited) for shown in self.files],
            [one.file_id for one in self.content.attachments if one.role != Role.FILE],
        )
        return hashlib.blake2s(repr(drawn).encode(), digest_size=4).hexdigest()


def entries(
    messages: Iterable[Message],
    *,
    colleagues: Mapping[str, str],
    awaited: Collection[int] = (),
    above: Message | None = None,
) -> list[Entry]:
    """Messages in reading order as entries.

    ``above`` is the one before them; ``colleagues`` names platform ids; files of ``awaited`` messages are on their way.
    """
    found: list[Entry] = []
    previous, last_day = above, _day(above) if above else None
    for message in messages:
        day = _day(message)
        content = msgspec.convert(message.content, Content)
        is_next = day == last_day and _continues(previous, message)
        if is_next and found and not _differs(found[-1].message, message):
            found[-1].has_meta = found[-1].is_trouble
        found.append(
            Entry(
                message=message,
                content=content,
                files=[
                    Shown(number, one, message.pk in awaited)
                    for number, one in enumerate(content.attachments)
                    if one.role == Role.FILE
                ],
                day=message.occurred_at if day != last_day else None,
                is_next=is_next,
                has_meta=True,
                colleague=colleagues.get(message.colleague, message.colleague),
            )
        )
        previous, last_day = message, day
    return found


def with_mentions(text: str, names: Sequence[str]) -> Markup:
    """A text as it may be shown, links and all; ``@`` and one of these names stand out."""
    known = [re.escape(plain(name)) for name in sorted(names, key=len, reverse=True)]
    if not known:
        return linked(text)
    pieces = re.split(f"(@(?:{'|'.join(known)}))", plain(text))
    shown = [
        Markup('<span class="at">{}</span>').format(one) if at % 2 else linked(one) for at, one in enumerate(pieces)
    ]
    return Markup("").join(shown)


def _day(message: Message) -> date:
    return timezone.localtime(message.occurred_at).date()


def _continues(above: Message | None, message: Message) -> bool:
    """Whether the message goes on in the run above: the same person, soon after."""
    if above is None or ALONE & {above.author, message.author} or above.is_recalled or message.is_recalled:
        return False
    one, other = ((m.author, m.member_id, m.colleague) for m in (above, message))
    return one == other and message.occurred_at - above.occurred_at < RUN_GAP


def _differs(above: Message, message: Message) -> bool:
    """Whether the two have a different fate, so that each needs its own words."""
    return above.state != message.state
