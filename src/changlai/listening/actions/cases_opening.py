"""Opening cases, set-wise: by rules, and one by hand. An author has at most one that is open, by a constraint."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from changlai.accounts.models import Member
from changlai.kernel import db, turns
from changlai.kernel.events import publish
from changlai.listening.actions.cases_people import Taken, take_in
from changlai.listening.actions.cases_telling import note_on_timelines, tell_owner, tell_screens
from changlai.listening.enums import OPEN_CASES, CaseRisk, CaseState, StepKind
from changlai.listening.events import CaseOpened
from changlai.listening.models import AlertRule, Author, Case, CaseMention, CaseStep, Mention

TITLE_LENGTH = 60
_SENTENCE_ENDS = "。！？!?\n；;"
_LAST = """
    select o, coalesce((select max(number) from listening_case c where c.organisation_id = o), 0)
    from unnest(%b::bigint[]) o"""


@dataclass(frozen=True, slots=True)
class Opening:
    """A case that is to be opened about a mention, and why. ``by`` None: a rule did it.

    ``is_alone``: it is about more than its author (a burst), who is not made a customer for it.
    """

    mention: Mention
    rule: AlertRule | None
    owner: Member | None
    by: Member | None
    at: datetime
    due_at: datetime
    warn_at: datetime
    risk: CaseRisk = CaseRisk.MIDDLE
    topic_id: int | None = None
    title: str = ""
    is_alone: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def author_id(self) -> int | None:
        return None if self.is_alone else self.mention.author_id


def title_of(text: str) -> str:
    """What a case is called: the beginning of what was said, up to the end of its first sentence."""
    line = " ".join(text.split()) if "\n" not in text.strip() else text.strip()
    ends = [at for at in (line.find(end) for end in _SENTENCE_ENDS) if at > 3]  # noqa: PLR2004 - "Hm! ..." is no title
    first = line[: min(ends)] if ends else line
    return first[:TITLE_LENGTH].strip() or "-"


def hold_authors(author_ids: Iterable[int]) -> None:
    """Whoever opens or looks for a case of these people goes first, the others wait."""
    ids = sorted(set(author_ids))
    if ids:
        list(Author.objects.select_for_update(of=("self",)).filter(id__in=ids).order_by("id").values_list("id"))


def open_of(author_ids: Iterable[int]) -> dict[int, Case]:
    """The open case of each author who has one; one statement."""
    rows = Case.objects.filter(author_id__in=set(author_ids), state__in=OPEN_CASES).select_related("owner")
    return {case.author_id: case for case in rows if case.author_id}


def open_cases(openings: Sequence[Opening]) -> list[Case]:
    """Open them all, in the order given; the authors are held, have none open, and each mention is in no case.

    About twenty statements, whatever their number.
    """
    if not openings:
        return []
    taken = take_in([one.mention for one in openings if not one.is_alone])
    numbers = _numbers({one.mention.organisation_id for one in openings})
    cases = [_case(one, taken.get(one.mention.pk), numbers) for one in openings]
    Case.objects.bulk_create(cases)
    told = list(zip(openings, cases, strict=True))
    _keep_mentions([(one.mention, case) for one, case in told if not one.is_alone])
    Mention.objects.filter(id__in=[one.mention.pk for one in openings]).update(is_handled=True)
    CaseStep.objects.bulk_create([step for one, case in told for step in _first_steps(one, case)])
    _tell(told)
    return cases


def join(pairs: Sequence[tuple[Mention, Case]], *, at: datetime) -> None:
    """Later mentions of authors belong to the case that is open already; each mention is in no case yet."""
    if not pairs:
        return
    take_in([mention for mention, _case in pairs])
    _keep_mentions(pairs)
    Mention.objects.filter(id__in=[mention.pk for mention, _case in pairs]).update(is_handled=True)
    CaseStep.objects.bulk_create(
        [
            CaseStep(
                organisation_id=case.organisation_id,
                case=case,
                kind=StepKind.JOINED,
                at=at,
                text=mention.text[:TITLE_LENGTH],
                facts={"mention_id": mention.pk},
                reference=f"mention:{mention.pk}",
            )
            for mention, case in pairs
        ],
        ignore_conflicts=True,
    )
    tell_screens(case for _mention, case in pairs)


def _numbers(organisation_ids: set[int]) -> dict[int, int]:
    """The last number given in each organisation; nobody gives another until this transaction has ended."""
    ids = sorted(organisation_ids)
    turns.take("listening.cases", ids)
    return dict(db.rows(_LAST, (ids,)))


def _case(opening: Opening, taken: Taken | None, numbers: dict[int, int]) -> Case:
    mention, organisation = opening.mention, opening.mention.organisation_id
    numbers[organisation] += 1
    return Case(
        organisation_id=organisation,
        number=numbers[organisation],
        title=opening.title or title_of(mention.text),
        state=CaseState.NEW,
        risk=opening.risk,
        topic_id=opening.topic_id,
        rule=opening.rule,
        mention=mention,
        author_id=opening.author_id,
        customer_id=taken.customer_id if taken else None,
        owner=opening.owner,
        said_at=mention.said_at,
        heard_at=mention.heard_at,
        opened_at=opening.at,
        due_at=opening.due_at,
        escalate_at=opening.warn_at,
        escalate_to_id=opening.rule.escalate_to_id if opening.rule else None,
    )


def _keep_mentions(pairs: Sequence[tuple[Mention, Case]]) -> None:
    CaseMention.objects.bulk_create(
        [CaseMention(organisation_id=case.organisation_id, case=case, mention=mention) for mention, case in pairs]
    )


def _first_steps(opening: Opening, case: Case) -> list[CaseStep]:
    org, by = case.organisation_id, opening.by
    rule = {"rule": opening.rule.name} if opening.rule else {}
    steps = [
        CaseStep(organisation_id=org, case=case, kind=StepKind.HEARD, at=case.heard_at, facts=dict(opening.facts)),
        CaseStep(organisation_id=org, case=case, kind=StepKind.OPENED, at=opening.at, member=by, facts=rule),
    ]
    if opening.owner:
        facts = {"to": opening.owner.name, "to_id": opening.owner.pk} | rule
        steps.append(
            CaseStep(organisation_id=org, case=case, kind=StepKind.GIVEN, at=opening.at, member=by, facts=facts)
        )
    return steps


def _tell(told: Sequence[tuple[Opening, Case]]) -> None:
    publish(
        *(
            CaseOpened(
                organisation_id=case.organisation_id,
                key=case.pk,
                case_id=case.pk,
                mention_id=opening.mention.pk,
                rule_id=case.rule_id or 0,
                owner_id=case.owner_id or 0,
                by_id=opening.by.pk if opening.by else 0,
                at=opening.at,
            )
            for opening, case in told
        )
    )
    by_hand: dict[int | None, list[Case]] = defaultdict(list)
    for opening, case in told:
        by_hand[opening.by.pk if opening.by else None].append(case)
        note_on_timelines([case], what="opened", at=opening.at, by=opening.by.name if opening.by else "")
    for by_id, cases in by_hand.items():
        tell_owner(cases, but=by_id)
    tell_screens(case for _opening, case in told)
