"""Cases as people see them. A person's reading begins at ``visible_to`` and ``get_for``."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.http import Http404

from changlai.accounts import queries as accounts
from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.listening.enums import OPEN_CASES, CaseState
from changlai.listening.errors import NotYourCase
from changlai.listening.models import AlertOwner, AlertRule, Case, CaseCause, CaseMention, CaseStep, Mention

PAGE = 50
SIMILAR = 3
COUNT_BOUND = 100  # counts above are shown as "99+"


def visible_to(member: Member) -> QuerySet[Case]:
    """As far as "see cases" reaches; what nobody owns is everybody's who sees a team's."""
    return Case.objects.filter(_within(member, "listening.cases"))


def workable_by(member: Member) -> QuerySet[Case]:
    """Cases the member may do something in."""
    if member.level("listening.work") == Level.ALL:  # no condition at all: joined by "or", the other alone would count
        return visible_to(member)
    return visible_to(member).filter(_within(member, "listening.work") | _nobodys(member))


def _within(member: Member, permission: str) -> Q:
    reach = accounts.reach(member, permission)
    return reach | Q(owner__isnull=True) if member.level(permission) == Level.TEAM else reach


def _nobodys(member: Member) -> Q:
    """What nobody has may be taken by anybody who works on cases."""
    return Q(owner__isnull=True) if member.can("listening.work") else Q(pk__in=[])


def get_for(member: Member, case_id: int) -> Case:
    """One case with all it names; 404 when it is missing or not to be seen."""
    rows = visible_to(member).select_related(
        "topic", "rule", "mention", "author", "customer", "owner", "cause", "escalate_to"
    )
    found = rows.filter(pk=case_id).first() if db.is_id(case_id) else None
    if found is None:
        raise Http404
    return found


def get_to_work(member: Member, case_id: int) -> Case:
    """One case to do something in: 404 when not to be seen. Raises NotYourCase."""
    found = get_for(member, case_id)
    if not can_work(member, found):
        raise NotYourCase(found.number)
    return found


def can_work(member: Member, case: Case) -> bool:
    """Whether the member may do something in it."""
    match member.level("listening.work"):
        case Level.ALL:
            return True
        case Level.TEAM:
            return case.owner_id is None or case.owner_id in accounts.team_ids(member)
        case Level.OWN:
            return case.owner_id is None or case.owner_id == member.pk
        case _:
            return False


def listed(
    member: Member, *, below: int | None, state: str = "", owner_id: int | None = None, customer_id: int | None = None
) -> list[Case]:
    """A page for the API, the latest first, one more than a page."""
    rows = visible_to(member)
    if below is not None:
        rows = rows.filter(pk__lt=below)
    if state:
        rows = rows.filter(state=state)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    return list(rows.order_by("-id")[: PAGE + 1])


def open_count(member: Member) -> int:
    """How many open cases are the member's, at most COUNT_BOUND."""
    rows = Case.objects.filter(owner=member, state__in=OPEN_CASES)
    return len(rows.values_list("pk", flat=True)[:COUNT_BOUND])


def steps_of(case: Case) -> list[CaseStep]:
    """What happened, in order."""
    return list(CaseStep.objects.filter(case=case).select_related("member").order_by("at", "id"))


def mentions_of(case: Case) -> list[Mention]:
    """What the author said that belongs to it, in order."""
    ids = CaseMention.objects.filter(case=case).values("mention_id")
    return list(Mention.objects.filter(id__in=ids).select_related("author").order_by("said_at", "id"))


def case_of(mention: Mention) -> Case | None:
    """The case a mention belongs to."""
    row = CaseMention.objects.filter(mention=mention).select_related("case").first()
    return row.case if row else Case.objects.filter(mention=mention).order_by("-id").first()


def of_customer(member: Member, customer_id: int, *, limit: int = 5) -> list[Case]:
    """The latest cases about a customer that the member may see; open ones first."""
    rows = visible_to(member).filter(customer_id=customer_id).select_related("owner", "cause")
    found = list(rows.order_by("-id")[: limit * 2])
    return sorted(found, key=lambda one: (not CaseState(one.state).is_open, -one.pk))[:limit]


def similar_to(member: Member, case: Case) -> Sequence[Case]:
    """Solved cases like this one: of its cause, else of its topic; the latest."""
    rows = visible_to(member).filter(state=CaseState.SOLVED).exclude(pk=case.pk).exclude(outcome="")
    if case.cause_id:
        rows = rows.filter(Q(cause_id=case.cause_id) | Q(topic_id=case.topic_id, topic__isnull=False))
    elif case.topic_id:
        rows = rows.filter(topic_id=case.topic_id)
    else:
        return []
    return list(rows.select_related("cause", "owner").order_by("-solved_at", "-id")[:SIMILAR])


def causes(*, with_retired: bool = False) -> list[CaseCause]:
    """Causes in order."""
    rows = CaseCause.objects.order_by("position", "id")
    return list(rows if with_retired else rows.filter(is_retired=False))


def cause_for(cause_id: int) -> CaseCause:
    """One cause; 404 when it is missing."""
    found = CaseCause.objects.filter(pk=cause_id).first() if db.is_id(cause_id) else None
    if found is None:
        raise Http404
    return found


def alert_rules() -> list[AlertRule]:
    """All of them, in order."""
    return list(AlertRule.objects.select_related("topic", "escalate_to").order_by("position", "id"))


def alert_rule(rule_id: int) -> AlertRule:
    """One rule; 404 when it is missing."""
    rows = AlertRule.objects.select_related("topic", "escalate_to")
    found = rows.filter(pk=rule_id).first() if db.is_id(rule_id) else None
    if found is None:
        raise Http404
    return found


def owners_of(rules: Sequence[AlertRule]) -> dict[int, list[Member]]:
    """The rotas of rules, in order; one statement."""
    rows = AlertOwner.objects.filter(rule__in=list(rules)).select_related("member").order_by("position", "id")
    found: dict[int, list[Member]] = {}
    for row in rows:
        found.setdefault(row.rule_id, []).append(row.member)
    return found


def workers() -> list[Member]:
    """Who may be given cases, by name."""
    rows = Member.objects.filter(is_active=True).select_related("role", "department").order_by("name", "id")
    return [one for one in rows if one.can("listening.work")]
