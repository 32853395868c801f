"""Figures that leave the house as a file."""

from changlai.accounts.models import Member
from changlai.kernel import audit
from changlai.listening.labels import platform_name
from changlai.listening.models import Topic
from changlai.listening.queries.board import Asked


def note_board_export(*, part: str, asked: Asked, by: Member) -> None:
    """A part of the board was taken as a file: written down with what it was about."""
    told = {
        "part": part,
        "first": asked.period.first.isoformat(),
        "last": asked.period.last.isoformat(),
    }
    if asked.topic_id:
        told["topic"] = Topic.objects.get(id=asked.topic_id).name
    if asked.platform:
        told["platform"] = platform_name(asked.platform)
    audit.record("listening.board_exported", actor=by, changes=told)
