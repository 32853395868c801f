"""Cases as they are drawn: the head with its clock, the post, the steps in words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changlai.ai.enums import Aspect, Sentiment
from changlai.listening import labels_cases
from changlai.listening.enums import AlertKind, CaseRisk, CaseState, StepKind
from changlai.listening.models import Author, Case, CaseStep, MentionAspect
from changlai.listening.queries.cases_around import Trend
from changlai.ui.text import plain
from changlai.ui.times import duration, moment_words

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Head:
    """State, risk and clock of a case."""

    case: Case
    now: datetime

    @property
    def state(self) -> CaseState:
        return CaseState(self.case.state)

    @property
    def risk(self) -> CaseRisk:
        return CaseRisk(self.case.risk)

    @property
    def state_tone(self) -> str:
        return labels_cases.STATE_TONES[self.state]

    @property
    def state_icon(self) -> str:
        return labels_cases.STATE_ICONS[self.state]

    @property
    def risk_tone(self) -> str:
        return labels_cases.RISK_TONES[self.risk]

    @property
    def is_open(self) -> bool:
        return self.state.is_open

    @property
    def is_waiting(self) -> bool:
        """Whether the clock runs: nobody has answered yet."""
        return self.is_open and self.case.first_answer_at is None and self.case.due_at is not None

    @property
    def is_late(self) -> bool:
        return self.is_waiting and self.case.due_at is not None and self.case.due_at < self.now

    @property
    def left(self) -> str:
        """How much time is left, or how long it is over."""
        return lasted(abs((self.case.due_at - self.now).total_seconds())) if self.case.due_at else ""

    @property
    def used_percent(self) -> int:
        """How much of the time to answer has gone, at most 100."""
        if self.case.due_at is None:
            return 0
        whole = (self.case.due_at - self.case.heard_at).total_seconds()
        return min(100, round(100 * (self.now - self.case.heard_at).total_seconds() / whole)) if whole > 0 else 100

    @property
    def answered_in(self) -> str:
        """From hearing it to the first answer."""
        found = self.case.first_answer_at
        return lasted((found - self.case.heard_at).total_seconds()) if found else ""

    @property
    def solved_in(self) -> str:
        """From hearing it to the end."""
        found = self.case.solved_at
        return lasted((found - self.case.heard_at).total_seconds()) if found else ""

    @property
    def heard_after(self) -> str:
        """From saying to hearing it."""
        return lasted(max(0, (self.case.heard_at - self.case.said_at).total_seconds()))


def lasted(seconds: float) -> str:
    """``2 h 5 min``, ``3 d``, ``40 s``: as one says it, in whole minutes from one on."""
    whole = round(seconds)
    return duration(whole if whole < MINUTE else whole - whole % MINUTE)


def said_by(author: Author) -> str:
    """The query of the list of all that an author said."""
    tests = [{"path": "platform", "is": author.platform}, {"path": "author_key", "is": author.key}]
    tree = json.dumps({"all": tests}, ensure_ascii=False, separators=(",", ":"))
    return urlencode({"view": "all", "filter": tree})


@dataclass(frozen=True, slots=True)
class Side:
    """One thing a post speaks of, and how."""

    aspect: Aspect
    sentiment: Sentiment

    @property
    def tone(self) -> str:
        return {Sentiment.NEGATIVE: "neg", Sentiment.POSITIVE: "pos"}.get(self.sentiment, "neu")

    @property
    def bar(self) -> tuple[int, int]:
        """Where its bar begins and how wide it is, of 96."""
        return {"neg": (12, 36), "pos": (48, 36)}.get(self.tone, (42, 12))


def sides(found: Sequence[MentionAspect]) -> list[Side]:
    """What it speaks of, as rows."""
    return [Side(Aspect(one.aspect), Sentiment(one.sentiment)) for one in found]


@dataclass(frozen=True, slots=True)
class Bar:
    """A day of the chart, in units of its drawing (300 by 100)."""

    title: str
    day: str
    x: float
    height: float
    negative: float


def bars(trend: Trend) -> list[Bar]:
    """The columns of the chart, first day first."""
    step = 300 / len(trend.days)
    return [
        Bar(
            f"{one.day.isoformat()}: {one.count} ({one.negative})",
            one.day.isoformat(),
            number * step + step * 0.2,
            100 * one.count / trend.most,
            100 * one.negative / trend.most,
        )
        for number, one in enumerate(trend.days)
    ]


def process(steps: Sequence[CaseStep], case: Case, now: datetime) -> list[dict[str, Any]]:
    """The steps as ui.process takes them, and what is to come."""
    drawn = [
        {"label": _label(one), "time": moment_words(one.at, now), "text": _text(one), "state": "done"} for one in steps
    ]
    head = Head(case, now)
    if head.is_waiting and case.due_at:
        drawn.append(
            {
                "label": _("Answer in public or in private"),
                "time": moment_words(case.due_at, now),
                "text": "",
                "state": "on",
            }
        )
    if head.is_open:
        drawn.append({"label": _("Solve it, and ask how it was"), "time": "", "text": "", "state": ""})
    return drawn


def _label(step: CaseStep) -> str:
    """One step in words; who did it is in it."""
    by = plain(step.member.name if step.member else step.by)
    facts = {"by": by, "to": _names(step.facts.get("to")), "score": step.facts.get("score", 0)}
    if step.kind == StepKind.OPENED and not by:
        return _("A rule opened the case")
    if step.kind == StepKind.WROTE and step.facts.get("survey"):
        return _("%(by)s asked how it was") % facts
    return str(_STEPS[StepKind(step.kind)]) % facts


_STEPS: Mapping[StepKind, Promise] = {
    StepKind.HEARD: gettext_lazy("Heard"),
    StepKind.OPENED: gettext_lazy("%(by)s opened the case"),
    StepKind.GIVEN: gettext_lazy("Given to %(to)s"),
    StepKind.ANSWERED: gettext_lazy("%(by)s answered in public"),
    StepKind.WROTE: gettext_lazy("%(by)s wrote in private"),
    StepKind.NOTED: gettext_lazy("%(by)s noted"),
    StepKind.RISK: gettext_lazy("%(by)s weighed the risk anew"),
    StepKind.LINKED: gettext_lazy("%(by)s confirmed who it is"),
    StepKind.ESCALATED: gettext_lazy("Late: told %(to)s"),
    StepKind.SOLVED: gettext_lazy("%(by)s solved it"),
    StepKind.DROPPED: gettext_lazy("%(by)s: nothing to do"),
    StepKind.REOPENED: gettext_lazy("%(by)s took it up again"),
    StepKind.RATED: gettext_lazy("The customer rated it %(score)s of 5"),
    StepKind.JOINED: gettext_lazy("Said more in public"),
}


def _names(told: object) -> str:
    names = told if isinstance(told, list) else [told or "-"]
    return plain(_(", ").join(str(one) for one in names))


def _text(step: CaseStep) -> str:
    """What belongs to it: why, or what was written."""
    facts = step.facts
    if step.kind == StepKind.HEARD and facts.get("kind"):
        return _why(facts)
    if step.kind == StepKind.RISK and facts.get("after"):
        return f"{CaseRisk(facts['before']).label} → {CaseRisk(facts['after']).label}"
    if step.kind in {StepKind.OPENED, StepKind.GIVEN} and facts.get("rule"):
        return _("By the rule “%(rule)s”") % {"rule": plain(str(facts["rule"]))}
    if step.kind == StepKind.SOLVED and facts.get("cause"):
        return f"{plain(str(facts['cause']))}: {plain(step.text)}"
    return plain(step.text)


def _why(facts: dict[str, Any]) -> str:
    """What the rule saw."""
    label = str(AlertKind(facts["kind"]).label)
    if facts["kind"] == AlertKind.BURST:
        known = {"count": facts.get("count"), "minutes": facts.get("minutes"), "usual": facts.get("usual")}
        return _("%(count)s mentions in %(minutes)s minutes; usual are %(usual)s") % known
    return _("%(kind)s; may have been read by %(reach)s") % {"kind": label, "reach": f"{facts.get('reach', 0):,}"}
