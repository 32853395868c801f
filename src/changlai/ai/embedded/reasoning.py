"""Why a text was judged so: the weights of its pieces, laid on its characters and cut into readable spans."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from changlai.ai.contracts import Reason
from changlai.ai.embedded import lexicon
from changlai.ai.embedded.grams import LONGEST, WORDS_WEIGH, Numbers, pieces
from changlai.ai.embedded.heads import FEELING
from changlai.ai.embedded.judging import judge
from changlai.ai.embedded.own import Layer
from changlai.ai.embedded.reading import Codes, Places, read_placed
from changlai.ai.embedded.weights import embedded
from changlai.ai.enums import Sentiment

MOST = 6  # spans of one text: more underlining explains nothing
_SHARE = 0.3  # of the heaviest span: what weighs less is not shown
_CORE = 0.4  # of the heaviest character of its kind: where a span begins and ends
_LONGEST_SHOWN = 40  # characters of a span as written: laughter can be endless
_LONGEST = 10  # characters a span is drawn together to


@dataclass(slots=True)
class _Span:
    start: int
    end: int
    weight: float


def reasons(text: str, layer: Layer | None = None) -> list[Reason]:
    """The spans that decided, in the order they stand; they do not overlap. A text without a leaning has none."""
    codes, places = read_placed(text)
    if len(codes) <= LONGEST:
        return []
    words = lexicon.find(codes)
    sentiment = judge([text], layer)[0].sentiment
    found = [
        Reason(*_placed(text, places, span), sentiment, round(span.weight, 3))
        for sentiment, leaning in _leanings(codes, words, layer, sentiment)
        for span in _spans(codes, leaning, words)
    ]
    return _chosen(found)


def _leanings(
    codes: Codes, words: lexicon.Found, layer: Layer | None, judged: Sentiment
) -> list[tuple[Sentiment, Numbers]]:
    """How much each character speaks for a sentiment: of a neutral text for that, of another for and against."""
    bad, none, good = (_laid(codes, words, layer, head) for head in range(FEELING.start, FEELING.stop))
    if judged is Sentiment.NEUTRAL:
        return [(Sentiment.NEUTRAL, np.asarray(none - (bad + good) / 2, dtype=np.float32))]
    return [(Sentiment.POSITIVE, good - bad), (Sentiment.NEGATIVE, bad - good)]


def _laid(codes: Codes, words: lexicon.Found, layer: Layer | None, head: int) -> Numbers:
    """The weights of one head, laid on the characters of the pieces and words they belong to."""
    model, found = embedded(), pieces(codes)
    worth = model.pieces[found, head] * model.scale[head]
    if layer is not None:
        worth = worth + layer.at(found, head)
    worth = worth / np.sqrt((len(codes) - 2) * LONGEST) / np.arange(1, LONGEST + 1)
    laid = np.zeros(len(codes), np.float32)
    for size in range(1, LONGEST + 1):
        for offset in range(size):
            laid[offset:] += worth[: len(codes) - offset, size - 1]
    weights = model.dense[words.groups, head] * WORDS_WEIGH / words.sizes
    for place, size, weight in zip(words.places.tolist(), words.sizes.tolist(), weights, strict=True):
        laid[place : place + size] += weight
    laid[[0, -1]] = 0
    return laid


def _spans(codes: Codes, leaning: Numbers, words: lexicon.Found) -> Iterator[_Span]:
    """Runs of characters that lean one way, widened to whole words and not over punctuation."""
    heavy = leaning > _CORE * max(float(leaning.max()), 1e-6)
    cut = np.array([_is_cut(int(code)) for code in codes])
    heavy &= ~cut
    covered = heavy.copy()
    for place, size in zip(words.places.tolist(), words.sizes.tolist(), strict=True):
        if size > 1 and heavy[place : place + size].any() and not cut[place : place + size].any():
            covered[place : place + size] = True
    edges = np.flatnonzero(np.diff(np.concatenate([[False], covered, [False]])))
    merged: list[_Span] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        last = merged[-1] if merged else None
        if last and start - last.end <= 1 and end - last.start <= _LONGEST and not cut[last.end : start].any():
            last.end = end
        else:
            merged.append(_Span(start, end, 0))
    for span in merged:
        span.weight = float(leaning[span.start : span.end].sum())
        if span.weight > 0 and (span.end - span.start > 1 or _stands_alone(int(codes[span.start]))):
            yield span


def _is_cut(code: int) -> bool:
    """Whether nothing is underlined across a character: punctuation, blanks and the marks of a text."""
    return unicodedata.category(chr(code))[0] in "PZC"


def _stands_alone(code: int) -> bool:
    """Whether a single character is worth underlining: a picture is, a lone syllable explains nothing."""
    return unicodedata.category(chr(code)) == "So"


def _placed(text: str, places: Places, span: _Span) -> tuple[int, int]:
    """The span in the text as it was written, where addresses and repeated marks are longer than they were read."""
    end = int(places[span.end]) if span.end < len(places) - 1 else len(text)
    start = int(places[span.start])
    return start, start + min(len(text[start:end].rstrip()), _LONGEST_SHOWN)


def _chosen(found: list[Reason]) -> list[Reason]:
    least = _SHARE * max((reason.weight for reason in found), default=0)
    kept: list[Reason] = []
    for reason in sorted(found, key=lambda one: -one.weight)[:MOST]:
        if reason.weight >= least and all(reason.end <= one.start or one.end <= reason.start for one in kept):
            kept.append(reason)
    return sorted(kept, key=lambda one: one.start)
