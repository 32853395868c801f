"""What the board says: sums of tallies, and the posts, authors and cases that stand out."""

from changlai.listening.queries.board.asked import Asked
from changlai.listening.queries.board.cases import CaseFigures, cases
from changlai.listening.queries.board.people import Quote, Spreader, posts, quotes, spreaders
from changlai.listening.queries.board.sums import (
    AspectSum,
    Day,
    Share,
    Volume,
    aspects,
    days,
    platforms,
    shares,
    volume,
)
from changlai.listening.queries.board.words import Word, hot, new, rising, words

__all__ = [
    "Asked",
    "AspectSum",
    "CaseFigures",
    "Day",
    "Quote",
    "Share",
    "Spreader",
    "Volume",
    "Word",
    "aspects",
    "cases",
    "days",
    "hot",
    "new",
    "platforms",
    "posts",
    "quotes",
    "rising",
    "shares",
    "spreaders",
    "volume",
    "words",
]
