"""What a search has found, each with the words around the place."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from changlai.inbox.grams import plain as compared
from changlai.inbox.grams import words
from changlai.inbox.models import Message
from changlai.inbox.tables.wording import name_of
from changlai.ui.text import plain

AROUND = 24  # characters before the place
LENGTH = 90


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that was found. ``by`` is who wrote it, empty for the customer."""

    message: Message
    name: str
    by: str
    excerpt: Markup


def hits(messages: Iterable[Message], text: str) -> list[Hit]:
    """Each with its excerpt; asks no database."""
    wanted = words(text)
    return [
        Hit(
            one,
            name_of(one.conversation.customer.name),
            one.member.name if one.member else one.colleague,
            excerpt(one.text, wanted),
        )
        for one in messages
    ]


def excerpt(text: str, wanted: list[str]) -> Markup:
    """The words around the first place, what was looked for marked."""
    line = " ".join(plain(text).split())
    same = compared(line)
    if len(same) != len(line):  # a width or case that changes the length: the beginning will do
        return escape(line[:LENGTH])
    first = min((same.find(word) for word in wanted if word in same), default=0)
    start = max(0, first - AROUND)
    shown, compare = line[start : start + LENGTH], same[start : start + LENGTH]
    before, after = escape("…" if start else ""), escape("…" if start + LENGTH < len(line) else "")
    return before + _marked(shown, compare, wanted) + after


def _marked(shown: str, compare: str, wanted: list[str]) -> Markup:
    marks = [False] * len(shown)
    for word in wanted:
        at = compare.find(word)
        while at >= 0:
            marks[at : at + len(word)] = [True] * len(word)
            at = compare.find(word, at + len(word))
    parts: list[Markup] = []
    begin = 0
    for end in range(1, len(shown) + 1):
        if end == len(shown) or marks[end] != marks[begin]:
            piece = escape(shown[begin:end])
            parts.append(Markup("<mark>{}</mark>").format(piece) if marks[begin] else piece)
            begin = end
    return Markup("").join(parts)
