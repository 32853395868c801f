"""What can be done with many mentions at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.ai.enums import Sentiment
from changlai.listening import actions
from changlai.listening.actions import Verdict
from changlai.listening.enums import KIND
from changlai.records.contracts import Argument, Deed, Option
from changlai.records.enums import AttributeKind


def _handle(_member: Member, ids: Sequence[int], _given: Mapping[str, Any], _now: datetime) -> Mapping[int, str]:
    actions.handle(mention_ids=ids, is_handled=True)
    return {}


def _judge(member: Member, ids: Sequence[int], given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    verdict = Verdict(sentiment=Sentiment(given["sentiment"]))
    actions.correct(mention_ids=ids, verdict=verdict, by=member, now=now)
    return {}


def _sentiments() -> Sequence[Option]:
    return [Option(one.value, one.label) for one in Sentiment]


MENTION_DEEDS = (
    Deed("listening.handle", KIND, _("Mark as handled"), "circle-check", "listening.judge", _handle, order=10),
    Deed(
        "listening.judge",
        KIND,
        _("Correct the sentiment"),
        "pencil",
        "listening.judge",
        _judge,
        lambda: (Argument("sentiment", _("Sentiment"), AttributeKind.CHOICE, _sentiments),),
        order=20,
    ),
)
