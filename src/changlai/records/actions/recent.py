"""What a member looked for last."""

from datetime import datetime, timedelta

from django.db import transaction

from changlai.accounts.models import Member
from changlai.records.folding import fold
from changlai.records.models import RecentSearch

KEPT = 8  # of one member
DAYS = 30


@transaction.atomic
def remember_search(*, member: Member, text: str, now: datetime) -> None:
    """Note what was looked for, the same thing once; what was still being typed when it was noted gives way."""
    mine = list(RecentSearch.objects.filter(member=member).order_by("-searched_at", "-id"))
    asked = fold(text)
    same = [one for one in mine if asked.startswith(fold(one.text))]
    kept = [one for one in mine if one not in same][: KEPT - 1]
    RecentSearch.objects.filter(member=member).exclude(id__in=[one.pk for one in kept]).delete()
    RecentSearch.objects.create(member=member, text=text, searched_at=now)


def forget_searches(*, member: Member) -> None:
    """Forget all a member looked for."""
    RecentSearch.objects.filter(member=member).delete()


def forget_old_searches(now: datetime) -> int:
    """Forget what anybody of the organisation in scope looked for DAYS ago; returns how many."""
    return RecentSearch.objects.filter(searched_at__lt=now - timedelta(days=DAYS)).delete()[0]
