"""Who hears of cases: members by notices, open screens, and the timeline of the customer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from changlai.accounts.events import NoticeRaised
from changlai.accounts.models import Organisation
from changlai.customers import actions as customers
from changlai.customers.enums import InteractionKind
from changlai.kernel.events import publish
from changlai.kernel.sse import room, tell_many
from changlai.listening.models import Case
from changlai.listening.notices import GIVEN


def tell_owner(cases: Sequence[Case], *, but: int | None = None) -> None:
    """Whoever owns a case now is told of it, except ``but``: they know."""
    tell(
        (case, case.owner_id, GIVEN, f"given:{case.owner_id}:{_moment(case)}") for case in cases if case.owner_id != but
    )


def tell(words: Iterable[tuple[Case, int | None, str, str]], values: Mapping[str, str | int] | None = None) -> None:
    """Raise a notice for each (case, member, kind, what makes it one); two statements, whatever their number."""
    wanted = [one for one in words if one[1]]
    if not wanted:
        return
    firms = Organisation.objects.in_bulk({case.organisation_id for case, *_ in wanted})
    publish(
        *(
            NoticeRaised(
                organisation_id=case.organisation_id,
                key=member_id,
                kind=kind,
                member_id=member_id,
                subject=case.title,
                url=reverse("listening:case", args=[firms[case.organisation_id].slug, case.pk]),
                once=f"case:{case.pk}:{once}",
                values=_values(case, firms[case.organisation_id]) | dict(values or {}),
            )
            for case, member_id, kind, once in wanted
            if member_id
        )
    )


def _moment(case: Case) -> str:
    return case.opened_at.isoformat()


def _values(case: Case, firm: Organisation) -> dict[str, str | int]:
    due = date_format(timezone.localtime(case.due_at, ZoneInfo(firm.time_zone)), "m-d H:i") if case.due_at else "-"
    owner = case.owner.name if case.owner else "-"
    return {"number": case.number, "title": case.title, "due": due, "owner": owner}


def tell_screens(cases: Iterable[Case], *others: int | None) -> None:
    """Figures in the menus of whoever owns them, and the pages of the cases, look again."""
    found = list(cases)
    people = {(case.organisation_id, one) for case in found for one in (case.owner_id, *others) if one}
    tell_many(
        [(room(org, "notices", member), "counts", {}) for org, member in sorted(people)]
        + [(room(case.organisation_id, "case", case.pk), "case", {"case": case.pk}) for case in found]
    )
    customers.tell_screens((case.organisation_id, case.customer_id) for case in found if case.customer_id)


def note_on_timelines(cases: Iterable[Case], *, what: str, at: datetime, by: str = "") -> None:
    """What became of cases stands on the timelines of those they are about."""
    for case in cases:
        if not case.customer_id:
            continue
        facts: dict[str, object] = {"text": case.title, "what": what, "number": case.number, "case_id": case.pk}
        facts |= {"member": by, "outcome": case.outcome, "score": case.score or 0}
        customers.note_changes(
            {case.customer_id: facts}, organisation_id=case.organisation_id, kind=InteractionKind.CASE, at=at
        )
