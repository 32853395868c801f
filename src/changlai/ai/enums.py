"""Closed lists of what a text may mean. Their values are the labels of ``corpus/`` (its README defines each)."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sentiment(StrEnum):
    """What the writer feels about the firm, its goods or the trade."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"

    @property
    def label(self) -> Promise:
        return _SENTIMENTS[self]


class Intent(StrEnum):
    """What the writer does with the text."""

    COMPLAINT = "complaint"
    QUESTION = "question"
    PURCHASE = "purchase"
    PRAISE = "praise"
    SPAM = "spam"
    OTHER = "other"

    @property
    def label(self) -> Promise:
        return _INTENTS[self]


class Urgency(StrEnum):
    """How soon somebody of the firm should answer."""

    NOW = "now"
    SOON = "soon"
    NONE = "none"

    @property
    def label(self) -> Promise:
        return _URGENCIES[self]


class Aspect(StrEnum):
    """What the text says something about."""

    FUNCTION = "function"
    QUALITY = "quality"
    APPEARANCE = "appearance"
    PRICE = "price"
    SERVICE = "service"
    LOGISTICS = "logistics"
    SAFETY = "safety"
    ENVIRONMENT = "environment"
    HONESTY = "honesty"

    @property
    def label(self) -> Promise:
        return _ASPECTS[self]


class Asks(StrEnum):
    """What a language model elsewhere is asked about."""

    UNCERTAIN = "uncertain"
    ALL = "all"

    @property
    def label(self) -> Promise:
        return _ASKS[self]


class Failure(StrEnum):
    """Why a language model elsewhere gave no answer."""

    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"  # its address leads inside
    BUSY = "busy"
    KEY = "key"
    MONEY = "money"
    ADDRESS = "address"  # or the model's name
    TEXT = "text"  # these texts were refused, or the request as such
    ANSWER = "answer"  # not what was asked for

    @property
    def label(self) -> Promise:
        return _FAILURES[self]

    @property
    def is_of_texts(self) -> bool:
        """Whether other texts may do better."""
        return self in {Failure.TEXT, Failure.ANSWER}


_SENTIMENTS = {
    Sentiment.NEGATIVE: pgettext_lazy("sentiment", "Negative"),
    Sentiment.NEUTRAL: pgettext_lazy("sentiment", "Neutral"),
    Sentiment.POSITIVE: pgettext_lazy("sentiment", "Positive"),
}
_INTENTS = {
    Intent.COMPLAINT: _("Complaint"),
    Intent.QUESTION: _("Question"),
    Intent.PURCHASE: _("Wants to buy"),
    Intent.PRAISE: _("Praise"),
    Intent.SPAM: _("Spam"),
    Intent.OTHER: pgettext_lazy("intent", "Other"),
}
_URGENCIES = {
    Urgency.NOW: pgettext_lazy("urgency", "At once"),
    Urgency.SOON: pgettext_lazy("urgency", "Soon"),
    Urgency.NONE: pgettext_lazy("urgency", "Not urgent"),
}
_ASPECTS = {
    Aspect.FUNCTION: pgettext_lazy("aspect", "Function"),
    Aspect.QUALITY: pgettext_lazy("aspect", "Quality"),
    Aspect.APPEARANCE: pgettext_lazy("aspect", "Appearance"),
    Aspect.PRICE: pgettext_lazy("aspect", "Price"),
    Aspect.SERVICE: pgettext_lazy("aspect", "Service"),
    Aspect.LOGISTICS: pgettext_lazy("aspect", "Logistics"),
    Aspect.SAFETY: pgettext_lazy("aspect", "Safety"),
    Aspect.ENVIRONMENT: pgettext_lazy("aspect", "Environment"),
    Aspect.HONESTY: pgettext_lazy("aspect", "Honesty"),
}
_ASKS = {
    Asks.UNCERTAIN: _("Only what the embedded model would not bet on"),
    Asks.ALL: _("Every mention"),
}
_FAILURES = {
    Failure.UNREACHABLE: _("It did not answer in time. Check the address and that the service is up; we try again."),
    Failure.BLOCKED: _(
        "The address leads into a private network, so it was not called. Use a public address; an operator can allow "
        "one of your own with CHANGLAI_OUTBOUND_ALLOW."
    ),
    Failure.BUSY: _("It is busy or out of order, or your quota there is used up. We try again."),
    Failure.KEY: _("It does not accept the key. Enter one that is valid for this address."),
    Failure.MONEY: _("Your balance there is used up. Top it up with the provider; we try again."),
    Failure.ADDRESS: _("There is no such model at this address. Check both with the provider."),
    Failure.TEXT: _(
        "It refused the request: the texts offend against its rules, or it does not speak what the model needs."
    ),
    Failure.ANSWER: _("Its answer is not what was asked for. A larger model usually helps."),
}
