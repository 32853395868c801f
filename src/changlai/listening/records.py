"""What is said in public as a kind of record."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from changlai.ai.enums import Sentiment, Urgency
from changlai.listening.enums import KIND
from changlai.listening.labels import platform_name
from changlai.listening.models import Mention
from changlai.listening.queries import editable_by, visible_to
from changlai.listening.records_cases import CASE
from changlai.records.contracts import Face, HouseView, Kind

FACE_LENGTH = 80  # characters of a text that stand for it in a list


def faces(ids: Sequence[int]) -> Mapping[int, Face]:
    """What was said, by whom and where; one statement."""
    rows = Mention.objects.filter(id__in=ids).values_list("id", "text", "author__name", "platform")
    return {
        one: Face(
            text[:FACE_LENGTH] or _now("Without words"),
            " · ".join(part for part in (name or "", platform_name(platform)) if part),
            icon="ear",
        )
        for one, text, name, platform in rows
    }


def _is(path: str, value: object) -> Mapping[str, object]:
    return {"all": [{"path": path, "is": value}]}


MENTION = Kind(
    slug=KIND,
    label=_("Mention"),
    plural=_("Mentions"),
    table="listening_mention",
    permission="listening.view",
    edit_permission="listening.judge",
    visible=visible_to,
    editable=editable_by,
    faces=faces,
    page=("listening:mention", "mention_id"),
    place="listening:mentions",
    icon="ear",
    columns=("sentiment", "topic", "reach", "said_at", "is_handled"),
    order="-said_at",
    quick=("sentiment", "topic", "platform", "said_at"),
    views=(
        HouseView("all", _("All mentions"), {"all": []}),
        HouseView("negative", _("Negative ones"), _is("sentiment", Sentiment.NEGATIVE.value)),
        HouseView("urgent", _("Urgent ones"), _is("urgency", Urgency.NOW.value)),
        HouseView("to_us", _("Said to us"), _is("to_us", value=True)),
        HouseView("uncertain", _("Uncertain ones"), _is("is_uncertain", value=True)),
        HouseView("unhandled", _("Not handled"), _is("is_handled", value=False)),
    ),
    find="words",
    title="text",
    export_permission="listening.export",
)
KINDS = (MENTION, CASE)
