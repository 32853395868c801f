"""Reading an expression as a person types it; what is wrong with it is said with the place where it is.

``A B`` and lines are alternatives; ``A AND B``, ``A NOT B``, ``A NEAR/5 B``, ``"..."`` and brackets, of either width.
AND binds closer than OR, NEAR closer than AND.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from changlai.listening.contracts import EXPRESSION_LENGTH
from changlai.listening.errors import BadExpression
from changlai.listening.matching.finding import Finder
from changlai.listening.matching.folding import fold
from changlai.listening.matching.terms import All, Either, Near, Node, Not, Term, terms_of

_SIGNS = 0x2000  # emoji and the like lie above
MOST_TERMS = 2_000  # words of one expression
DEEPEST = 20  # brackets within brackets
FARTHEST, USUALLY_NEAR = 200, 10  # characters between two words
_OPEN, _CLOSE, _QUOTES = "(（", ")）", {'"': '"', "“": "”", "「": "」", "『": "』"}
_AFTER = r"""(?=[\s("（“「『]|$)"""
_TOKEN = re.compile(
    rf"""(?P<space>[\s,，、;；|]+)|(?P<near>NEAR(?:/(?P<n>\d{{1,6}}))?){_AFTER}|(?P<word>AND|OR|NOT){_AFTER}
    |(?P<bracket>[()（）])|(?P<quote>["“「『])|(?P<term>[^\s,，、;；|()（）"“「『]+)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an expression: ``kind`` is term, and, or, not, near, open, close or end."""

    kind: str
    text: str
    place: int
    distance: int = USUALLY_NEAR


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was read. ``node`` None: it is empty, and holds for nothing."""

    text: str
    node: Node | None
    terms: frozenset[str]
    finder: Finder

    def is_in(self, text: str) -> bool:
        """Whether a text is so."""
        return self.node is not None and self.node.holds(self.finder.find(fold(text)))


@lru_cache(maxsize=512)
def compiled(text: str) -> Expression:
    """Read an expression; raises BadExpression with a sentence and the place in ``text``."""
    if len(text) > EXPRESSION_LENGTH:
        raise BadExpression(_("These are more than 4,000 characters. Make a second topic."), EXPRESSION_LENGTH)
    node = _Reader(_tokens(text)).whole()
    terms = frozenset(terms_of(node)) if node else frozenset()
    if len(terms) > MOST_TERMS:
        raise BadExpression(_("These are more than 2,000 words. Make a second topic."), 0)
    if node is not None and node.holds(_NOTHING):
        raise BadExpression(
            _("This only says what must not be there, so it would catch everything. Put a word in front of NOT."), 0
        )
    return Expression(text, node, terms, Finder(terms))


_NOTHING: Mapping[str, list[tuple[int, int]]] = {}


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    at = 0
    while at < len(text):
        hit = _TOKEN.match(text, at)
        if hit is None:  # cannot happen: a term takes whatever nothing else does
            raise BadExpression(_("“%(sign)s” cannot be read here.") % {"sign": text[at]}, at)
        end = hit.end()
        if hit["quote"]:
            end = _phrase(text, at, found)
        elif hit["near"]:
            found.append(Token("near", hit["near"], at, _distance(hit["n"], at)))
        elif hit["word"]:
            found.append(Token(hit["word"].lower(), hit["word"], at))
        elif hit["bracket"]:
            found.append(Token("open" if hit["bracket"] in _OPEN else "close", hit["bracket"], at))
        elif hit["term"]:
            _add_term(hit["term"], at, found)
        at = end
    return [*found, Token("end", "", len(text))]


def _phrase(text: str, at: int, found: list[Token]) -> int:
    """What stands in quotation marks; the place after it."""
    end = text.find(_QUOTES[text[at]], at + 1)
    if end < 0:
        raise BadExpression(_("This quotation mark is never closed. Close it, or take it away."), at)
    _add_term(text[at + 1 : end], at, found)
    return end + 1


def _add_term(text: str, at: int, found: list[Token]) -> None:
    folded = fold(text)
    if not any(one.isalnum() or ord(one) >= _SIGNS for one in folded):
        raise BadExpression(_("“%(word)s” holds neither a letter nor a number.") % {"word": text[:20]}, at)
    found.append(Token("term", folded, at))


def _distance(digits: str | None, at: int) -> int:
    distance = int(digits) if digits else USUALLY_NEAR
    if not 1 <= distance <= FARTHEST:
        raise BadExpression(_("NEAR takes 1 to 200 characters, as in NEAR/10."), at)
    return distance


class _Reader:
    """Descends through OR, AND, NEAR to words and brackets."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.now
        self.at += 1
        return token

    def whole(self) -> Node | None:
        if self.now.kind == "end":
            return None
        node = self.alternatives()
        if self.now.kind == "close":
            raise BadExpression(_("This bracket closes nothing. Take it away, or open one before."), self.now.place)
        return node

    def alternatives(self) -> Node:
        parts = [self.together()]
        while self.now.kind not in {"end", "close"}:
            if self.now.kind == "or":
                self.take()
            parts.append(self.together())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def together(self) -> Node:
        parts = [self.unless()]
        while self.now.kind in {"and", "not"}:
            if self.now.kind == "and":
                self.take()
            parts.append(self.unless())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def unless(self) -> Node:
        if self.now.kind == "not":
            self.take()
            return Not(self.unless() if self.now.kind == "not" else self.near())
        return self.near()

    def near(self) -> Node:
        node = self.one()
        while self.now.kind == "near":
            token = self.take()
            other = self.one()
            if _denies(node) or _denies(other):
                raise BadExpression(_("NEAR joins words that are there; put NOT around or after it."), token.place)
            node = Near(node, other, token.distance)
        return node

    def one(self) -> Node:
        token = self.take()
        if token.kind == "term":
            return Term(token.text)
        if token.kind == "open":
            return self.bracket(token)
        raise BadExpression(_expected(token), token.place)

    def bracket(self, token: Token) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadExpression(_("These are more than 20 brackets within each other."), token.place)
        node = self.alternatives()
        if self.now.kind != "close":
            raise BadExpression(_("This bracket is never closed. Close it, or take it away."), token.place)
        self.take()
        self.depth -= 1
        return node


def _denies(node: Node) -> bool:
    match node:
        case Not():
            return True
        case All() | Either():
            return any(_denies(part) for part in node.parts)
    return False


def _expected(token: Token) -> str:
    if token.kind == "end":
        return _("A word is missing at the end.")
    if token.kind == "close":
        return _("A word is missing in front of this bracket.")
    return _("A word is missing in front of %(word)s.") % {"word": token.text}
