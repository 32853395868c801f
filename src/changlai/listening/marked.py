"""What was said with the words underlined that decided what it means."""

from collections.abc import Sequence

from markupsafe import Markup

from changlai.ai import queries as ai
from changlai.ai.contracts import Reason
from changlai.ai.enums import Sentiment
from changlai.ui.text import linked

_CSS = {Sentiment.NEGATIVE: "neg", Sentiment.POSITIVE: "pos"}


def reasons(text: str) -> list[Reason]:
    """The words that decided, for and against."""
    return [one for one in ai.reasons(text) if one.sentiment in _CSS] if text else []


def marked(text: str, found: Sequence[Reason]) -> Markup:
    """The text, escaped, with its reasons underlined: red waves for the negative, green lines for the positive."""
    pieces, at = [], 0
    for one in found:
        pieces.append(linked(text[at : one.start]))
        css = _CSS[one.sentiment]
        pieces.append(Markup('<u class="{}">{}</u>').format(css, linked(text[one.start : one.end])))
        at = one.end
    pieces.append(linked(text[at:]))
    return Markup("").join(pieces)
