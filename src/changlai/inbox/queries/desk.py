"""How an organisation's inbox works: its settings, the reasons for closing, whom to tell that somebody waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from changlai.accounts import queries as accounts
from changlai.accounts.enums import Level
from changlai.accounts.hours import ALWAYS, Hours
from changlai.accounts.models import Member
from changlai.channels.models import Account
from changlai.inbox.models import AssignmentRule, CloseReason, DeskSettings
from changlai.kernel import shapes

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Terms:
    """By when customers should have an answer, and how long a closed conversation can go on."""

    first_minutes: int = 0
    next_minutes: int = 0
    warn_percent: int = 100
    reopen_days: int = 0
    hours: Hours = ALWAYS

    def deadline(self, since: datetime, *, is_first: bool) -> tuple[datetime | None, datetime | None]:
        """When the answer is due to somebody who waits since then, and when to warn; None without a target."""
        minutes = self.first_minutes if is_first else self.next_minutes
        if not minutes:
            return None, None
        seconds = minutes * MINUTE
        due = self.hours.after(since, seconds)
        return due, min(due, self.hours.after(since, seconds * self.warn_percent / 100))

    @property
    def has_targets(self) -> bool:
        return bool(self.first_minutes or self.next_minutes)


NO_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Overseers:
    """Whom late answers are told to: the leaders of an assignee's department, or ``managers``, who set the inbox up."""

    leaders: Mapping[int, list[int]]
    managers: list[int]

    def of(self, assignee_id: int | None) -> list[int]:
        """Members to tell; the managers of what is nobody's, and of those whom nobody leads."""
        return self.leaders.get(assignee_id or 0) or self.managers


def terms_in(organisation_ids: Iterable[int]) -> dict[int, Terms]:
    """The terms of organisations in scope; one statement where nobody has any, four where somebody does."""
    rows = DeskSettings.objects.filter(organisation_id__in=set(organisation_ids))
    found = {row.organisation_id: row for row in rows}
    with_targets = [one for one, row in found.items() if row.first_answer_minutes or row.next_answer_minutes]
    hours = accounts.hours_in(with_targets) if with_targets else {}
    return {
        one: Terms(
            row.first_answer_minutes, row.next_answer_minutes, row.warn_percent, row.reopen_days, hours.get(one, ALWAYS)
        )
        for one, row in found.items()
    }


def settings() -> DeskSettings:
    """The settings of the organisation in scope; unsaved defaults when none were made."""
    return DeskSettings.objects.first() or DeskSettings()


def rating_question() -> str:
    """What customers are asked when a conversation has ended, in the language that is active."""
    return DeskSettings.objects.values_list("rating_question", flat=True).first() or _("How did you like our service?")


def close_reasons() -> list[CloseReason]:
    """Every reason, in order."""
    return list(CloseReason.objects.order_by("position", "id"))


def usable_reasons() -> list[CloseReason]:
    """The reasons one may choose now, in order."""
    return shapes.held(CloseReason, "t.is_active order by t.position, t.id", {})


def assignment_rules() -> list[AssignmentRule]:
    """The rules of assignment in their order, with whom they name."""
    return list(AssignmentRule.objects.select_related("member", "department").order_by("position", "id"))


def overseers(assignee_ids: Iterable[int]) -> Overseers:
    """Who is told that customers of these members wait too long. A handful of statements."""
    members = {member.pk: member for member in Member.objects.filter(is_active=True).select_related("role")}
    leaders = {
        assignee_id: [one for one in found if one in members and _oversees(members[one], assignee_id)]
        for assignee_id, found in accounts.leader_ids(assignee_ids).items()
    }
    return Overseers(leaders, sorted(one.pk for one in members.values() if one.can("inbox.manage")))


def _oversees(leader: Member, assignee_id: int) -> bool:
    """Whether the leader may open what the assignee has: nobody is told of what they cannot see."""
    level = leader.level("inbox.view")
    return level == Level.ALL or (level == Level.TEAM and assignee_id in accounts.team_ids(leader))


def answerable() -> list[Account]:
    """Accounts at which customers write, by name: endpoints, and accounts that have none."""
    rows = list(Account.objects.order_by("name", "id"))
    with_endpoints = {one.parent_id for one in rows if one.parent_id}
    return [one for one in rows if one.pk not in with_endpoints]
