"""What cases are filtered, sorted, shown and exported by."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.listening.enums import CASE_KIND, CaseRisk, CaseState
from changlai.listening.models import AlertRule, CaseCause, Topic
from changlai.records.columns import Columns
from changlai.records.contracts import Attribute, AttributeSource, Option
from changlai.records.members import members

SCALE = 10_000  # a number counts ten-thousandths
CASE = Columns("listening_case", group=_("Case"))
TIMES = Columns("listening_case", group=_("Times"))
_MENTION = """(select {column} from listening_mention m
    where m.organisation_id = r.organisation_id and m.id = r.mention_id)"""
_AUTHOR = "(select a.name from listening_author a where a.organisation_id = r.organisation_id and a.id = r.author_id)"
_MINUTES = "(floor(extract(epoch from r.{end} - r.heard_at) / 60)::bigint * 10000)"
_LATE = """(r.state in ('new', 'working', 'answered') and r.first_answer_at is null and r.due_at is not null
    and r.due_at < now())"""


def attributes() -> Sequence[Attribute]:
    """What a case is, whose, and how long it took."""
    return (
        CASE.text("title", _("Title"), is_single=True),
        CASE.number("number", _("Number"), expression=f"(r.number::bigint * {SCALE})"),
        CASE.choice("state", _("State"), options=lambda: [Option(one.value, one.label) for one in CaseState]),
        CASE.choice("risk", _("Risk"), options=lambda: [Option(one.value, one.label) for one in CaseRisk]),
        CASE.member("owner", pgettext_lazy("case", "Owner"), "owner_id", options=members),
        CASE.choice("topic", _("Topic"), "topic_id", options=_rows(Topic), has_ids=True),
        CASE.choice("rule", _("Rule"), "rule_id", options=_rows(AlertRule), has_ids=True),
        CASE.choice("cause", _("Cause"), "cause_id", options=_rows(CaseCause), has_ids=True),
        CASE.text("platform", _("Platform"), expression=_MENTION.format(column="m.platform")),
        CASE.text("author", _("Author"), expression=_AUTHOR),
        CASE.number("reach", _("Reach"), expression=_MENTION.format(column=f"(m.reach::bigint * {SCALE})")),
        CASE.text("outcome", _("Outcome")),
        CASE.number("score", _("Satisfaction, 1 to 5"), expression=f"(r.score::bigint * {SCALE})"),
        CASE.yes_no("is_late", _("Not answered in time"), expression=_LATE),
        TIMES.moment("said_at", _("Said at")),
        TIMES.moment("heard_at", _("Heard at")),
        TIMES.moment("opened_at", _("Opened at"), is_sorted=True),
        TIMES.moment("due_at", _("Answer due")),
        TIMES.moment("first_answer_at", _("First answer")),
        TIMES.moment("solved_at", _("Closed at")),
        TIMES.number(
            "answer_minutes", _("Minutes to the first answer"), expression=_MINUTES.format(end="first_answer_at")
        ),
        TIMES.number("solve_minutes", _("Minutes to the end"), expression=_MINUTES.format(end="solved_at")),
    )


def _rows(model: type[Topic | AlertRule | CaseCause]) -> Callable[[], Sequence[Option]]:
    def options() -> Sequence[Option]:
        rows = model.objects.order_by("position", "id").values_list("id", "name")
        return [Option(str(one), name) for one, name in rows]

    return options


CASES = AttributeSource(CASE_KIND, attributes)
