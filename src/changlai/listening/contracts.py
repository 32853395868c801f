"""Sizes and shapes of the listening room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

NAME_LENGTH = 60
EXPRESSION_LENGTH = 4_000  # characters of a topic's words
WORD_LENGTH = 24  # characters of a hot word
MOST_WORDS = 12  # of one mention that are counted
OUTCOME_LENGTH = 2_000
MOST_RETENTION = 3_650  # days
NOTE_LENGTH = 4_000
SCORE_COMMENT_LENGTH = 1_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What the board counts of one mention, as it stands in the mention's rows. ``words`` are those kept with it."""

    topic_ids: Sequence[int]
    said_at: datetime
    platform: str
    sentiment: str
    is_copy: bool = False
    aspects: Mapping[str, str] = field(default_factory=dict)  # aspect -> sentiment it has there
    words: Sequence[str] = ()
