"""What happens in the listening room."""

from datetime import datetime

from changlai.channels.contracts import Said
from changlai.kernel.events import Event


class MentionTold(Event, frozen=True, kw_only=True):
    """Somebody handed over what was said in public: by API, file or feed. Keyed by the organisation.

    It travels whole, so that what was accepted is heard whatever dies; ``source_id`` is where it came from.
    """

    source_id: int
    said: Said


class MentionJudged(Event, frozen=True, kw_only=True):
    """A mention is stored, judged and counted, for the first time. Keyed by the organisation.

    ``topic_ids`` are the topics it belongs to; ``fold_id`` the mention it repeats (0: none): copies raise no alarm of
    their own.
    """

    mention_id: int
    topic_ids: tuple[int, ...]
    said_at: datetime
    fold_id: int = 0


class MentionCorrected(Event, frozen=True, kw_only=True):
    """A person said what a mention means. Keyed by the organisation."""

    mention_id: int
    by_id: int
    at: datetime


class MentionJudgedAgain(Event, frozen=True, kw_only=True):
    """A language model looked at a mention, and its word counts now. Keyed by the organisation."""

    mention_id: int
    at: datetime


class CaseOpened(Event, frozen=True, kw_only=True):
    """Somebody must look after what was said. ``rule_id`` 0: a colleague opened it. Keyed by the case."""

    case_id: int
    mention_id: int
    rule_id: int
    owner_id: int
    by_id: int
    at: datetime


class CaseGiven(Event, frozen=True, kw_only=True):
    """A case has another owner (0: nobody). Keyed by the case."""

    case_id: int
    from_id: int
    to_id: int
    by_id: int
    at: datetime


class CaseSettled(Event, frozen=True, kw_only=True):
    """A case was solved, dropped or taken up again (``state``). Keyed by the case."""

    case_id: int
    customer_id: int
    state: str
    by_id: int
    at: datetime


class CaseRated(Event, frozen=True, kw_only=True):
    """The customer said how content they are: 1 to 5. Keyed by the case."""

    case_id: int
    customer_id: int
    score: int
    at: datetime
