"""Closed lists of the listening room."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KIND = "mention"  # of record, in the words of changlai.records
CASE_KIND = "case"


class TopicKind(StrEnum):
    """What a topic is about: whose share of the talk it counts as."""

    BRAND = "brand"
    PRODUCT = "product"
    CAMPAIGN = "campaign"
    COMPETITOR = "competitor"

    @property
    def label(self) -> Promise:
        return _TOPICS[self]


class SourceKind(StrEnum):
    """The way mentions come in."""

    ACCOUNT = "account"  # a channel account that hears what is public
    PUSH = "push"  # a data vendor or a program of the firm hands them over by API
    FEED = "feed"  # an RSS or Atom feed that is looked at
    FILE = "file"  # a file somebody brings in

    @property
    def label(self) -> Promise:
        return _SOURCES[self]


class Ground(StrEnum):
    """Why mentions of a source may lawfully be kept (PIPL 13)."""

    PUBLIC = "public"  # made public by the person, used within a reasonable scope (PIPL 27)
    CONTRACT = "contract"  # the vendor answers for it by contract
    CONSENT = "consent"  # the person agreed
    OWN = "own"  # said to the firm, at a place of its own

    @property
    def label(self) -> Promise:
        return _GROUNDS[self]


class AlertKind(StrEnum):
    """What makes a case by itself."""

    NEGATIVE = "negative"  # a negative mention by somebody with a certain reach
    BURST = "burst"  # more mentions than a topic usually has
    WORDS = "words"  # a mention holds certain words
    URGENT = "urgent"  # a mention that cannot wait

    @property
    def label(self) -> Promise:
        return _ALERTS[self]


class CaseState(StrEnum):
    """Where a case stands."""

    NEW = "new"  # nobody has done anything yet
    WORKING = "working"  # somebody is at it
    ANSWERED = "answered"  # the person has been answered, and is not content yet
    SOLVED = "solved"
    DROPPED = "dropped"  # looked at: nothing to do

    @property
    def label(self) -> Promise:
        return _CASES[self]

    @property
    def is_open(self) -> bool:
        return self not in {CaseState.SOLVED, CaseState.DROPPED}


OPEN_CASES = tuple(one for one in CaseState if one.is_open)


class CaseRisk(StrEnum):
    """How much harm may come of a case."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"

    @property
    def label(self) -> Promise:
        return _RISKS[self]


class StepKind(StrEnum):
    """What happened in a case."""

    HEARD = "heard"
    OPENED = "opened"
    GIVEN = "given"  # to another owner
    ANSWERED = "answered"  # in public
    WROTE = "wrote"  # in private
    NOTED = "noted"
    RISK = "risk"
    LINKED = "linked"  # the author is a customer
    ESCALATED = "escalated"
    SOLVED = "solved"
    DROPPED = "dropped"
    REOPENED = "reopened"
    RATED = "rated"
    JOINED = "joined"  # another mention belongs to it


_TOPICS = {
    TopicKind.BRAND: _("Our brand"),
    TopicKind.PRODUCT: _("Our product"),
    TopicKind.CAMPAIGN: _("Campaign"),
    TopicKind.COMPETITOR: _("Competitor"),
}
_SOURCES = {
    SourceKind.ACCOUNT: _("Channel account"),
    SourceKind.PUSH: _("Pushed by API"),
    SourceKind.FEED: _("RSS or Atom feed"),
    SourceKind.FILE: pgettext_lazy("source", "File"),
}
_GROUNDS = {
    Ground.PUBLIC: _("made public by the person, within a reasonable scope"),
    Ground.CONTRACT: _("by contract with the vendor"),
    Ground.CONSENT: _("the person agreed"),
    Ground.OWN: _("said to us, at a place of our own"),
}
_ALERTS = {
    AlertKind.NEGATIVE: _("Negative, with reach"),
    AlertKind.BURST: _("More than usual"),
    AlertKind.WORDS: _("Certain words"),
    AlertKind.URGENT: _("Cannot wait"),
}
_CASES = {
    CaseState.NEW: pgettext_lazy("case", "New"),
    CaseState.WORKING: pgettext_lazy("case", "In work"),
    CaseState.ANSWERED: pgettext_lazy("case", "Answered"),
    CaseState.SOLVED: pgettext_lazy("case", "Solved"),
    CaseState.DROPPED: pgettext_lazy("case", "Nothing to do"),
}
_RISKS = {
    CaseRisk.HIGH: _("High risk"),
    CaseRisk.MIDDLE: _("Middle risk"),
    CaseRisk.LOW: _("Low risk"),
}
