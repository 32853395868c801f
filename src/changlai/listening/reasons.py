"""A text with what decided about it underlined."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from changlai.ai.contracts import Reason
from changlai.ai.enums import Sentiment

_CSS = {Sentiment.NEGATIVE: "said-why is-bad", Sentiment.POSITIVE: "said-why is-good"}


def underlined(text: str, reasons: Sequence[Reason]) -> Markup:
    """The text for a page; pieces that overlap or lie outside of it are left out."""
    parts: list[Markup] = []
    at = 0
    for reason in sorted(reasons, key=lambda one: one.start):
        css = _CSS.get(reason.sentiment)
        if css is None or reason.start < at or not reason.start < reason.end <= len(text):
            continue
        parts += [_lines(text[at : reason.start])]
        parts += [Markup('<mark class="{}">{}</mark>').format(css, _lines(text[reason.start : reason.end]))]
        at = reason.end
    return Markup("").join([*parts, _lines(text[at:])])


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))
