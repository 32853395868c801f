"""What is heard in public, and what is done about it."""

from changlai.listening.models.cases import AlertOwner, AlertRule, Case, CaseCause, CaseMention, CaseStep
from changlai.listening.models.figures import AspectTally, MentionTally, Recount, WordTally
from changlai.listening.models.mentions import (
    Author,
    AuthorApart,
    Mention,
    MentionAspect,
    MentionBand,
    MentionTopic,
    SecondLook,
)
from changlai.listening.models.topics import MentionSource, Topic, WatchedAuthor

__all__ = [
    "AlertOwner",
    "AlertRule",
    "AspectTally",
    "Author",
    "AuthorApart",
    "Case",
    "CaseCause",
    "CaseMention",
    "CaseStep",
    "Mention",
    "MentionAspect",
    "MentionBand",
    "MentionSource",
    "MentionTally",
    "MentionTopic",
    "Recount",
    "SecondLook",
    "Topic",
    "WatchedAuthor",
    "WordTally",
]
