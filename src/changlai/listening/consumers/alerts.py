"""From judged mentions to cases, and what becomes of the talks about them."""

from collections.abc import Sequence

from django.utils import timezone

from changlai.channels.events import Delivered
from changlai.inbox.events import CommentReceived, MessageReceived
from changlai.kernel.events import consumer
from changlai.listening.actions import alerts, cases_answers
from changlai.listening.events import CaseGiven, MentionCorrected, MentionJudged, MentionJudgedAgain


@consumer("listening.alerts", reads=[MentionJudged, MentionJudgedAgain, MentionCorrected])
def raise_alerts(events: Sequence[MentionJudged | MentionJudgedAgain | MentionCorrected]) -> None:
    """Rules look at what was judged, and again at what a language model or a person has put right."""
    alerts.raise_alerts([event.mention_id for event in events], now=timezone.now())


@consumer("listening.answers", reads=[Delivered], pace=0.25)
def take_answers(events: Sequence[Delivered]) -> None:
    """What reached somebody with an open case is an answer."""
    cases_answers.take_answers(events)


@consumer("listening.talks", reads=[CommentReceived, MessageReceived], pace=0.25)  # gives way to messages in a rush
def take_up_talks(events: Sequence[CommentReceived | MessageReceived]) -> None:
    """Who works on the case has the talk."""
    cases_answers.take_up([(event.conversation_id, event.customer_id) for event in events], now=timezone.now())


@consumer("listening.given", reads=[CaseGiven])
def hand_talks_over(events: Sequence[CaseGiven]) -> None:
    """With the case goes the talk."""
    cases_answers.follow_owner(events, now=timezone.now())
