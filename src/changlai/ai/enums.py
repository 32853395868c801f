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
