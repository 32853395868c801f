"""What other programs can hear of mentions and cases."""

from django.utils.translation import gettext_lazy as _

from changlai.integrations.contracts import Data, Topic
from changlai.listening.events import (
    CaseGiven,
    CaseOpened,
    CaseRated,
    CaseSettled,
    MentionCorrected,
    MentionJudged,
    MentionJudgedAgain,
)


def _mention_judged(event: MentionJudged) -> Data:
    return {
        "mention_id": event.mention_id,
        "topic_ids": list(event.topic_ids),
        "fold_id": event.fold_id or None,
        "said_at": event.said_at.isoformat(),
    }


def _mention_corrected(event: MentionCorrected) -> Data:
    return {"mention_id": event.mention_id, "member_id": event.by_id or None, "at": event.at.isoformat()}


def _mention_judged_again(event: MentionJudgedAgain) -> Data:
    return {"mention_id": event.mention_id, "at": event.at.isoformat()}


def _case_opened(event: CaseOpened) -> Data:
    return {
        "case_id": event.case_id,
        "mention_id": event.mention_id,
        "rule_id": event.rule_id or None,
        "owner_id": event.owner_id or None,
        "member_id": event.by_id or None,
        "at": event.at.isoformat(),
    }


def _case_given(event: CaseGiven) -> Data:
    return {
        "case_id": event.case_id,
        "owner_id": event.to_id or None,
        "former_owner_id": event.from_id or None,
        "member_id": event.by_id or None,
        "at": event.at.isoformat(),
    }


def _case_settled(event: CaseSettled) -> Data:
    return {
        "case_id": event.case_id,
        "customer_id": event.customer_id or None,
        "state": event.state,
        "member_id": event.by_id or None,
        "at": event.at.isoformat(),
    }


def _case_rated(event: CaseRated) -> Data:
    return {
        "case_id": event.case_id,
        "customer_id": event.customer_id or None,
        "score": event.score,
        "at": event.at.isoformat(),
    }


LISTENING = (
    Topic("mention.judged", _("something said in public was stored and judged"), MentionJudged, _mention_judged),
    Topic(
        "mention.judged_again",
        _("a language model judged a mention again"),
        MentionJudgedAgain,
        _mention_judged_again,
    ),
    Topic("mention.corrected", _("somebody said what a mention means"), MentionCorrected, _mention_corrected),
    Topic("case.opened", _("a case about what was said in public was opened"), CaseOpened, _case_opened),
    Topic("case.given", _("a case has another owner"), CaseGiven, _case_given),
    Topic("case.settled", _("a case was solved, dropped or taken up again"), CaseSettled, _case_settled),
    Topic("case.rated", _("a customer said how a case was solved"), CaseRated, _case_rated),
)
