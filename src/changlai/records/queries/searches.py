"""What a member looked for, and how far the index is."""

from changlai.accounts.models import Member
from changlai.records import registry
from changlai.records.models import IndexState, RecentSearch


def recent_searches(member: Member) -> list[str]:
    """What a member looked for last, the latest first; one statement."""
    return [one.text for one in RecentSearch.objects.filter(member=member).order_by("-searched_at", "-id")]


def found_kinds() -> list[str]:
    """The kinds of record that are found by words."""
    return list(registry.findables())


def index_states() -> list[IndexState]:
    """How far each kind of the organisation in scope is; one statement."""
    return list(IndexState.objects.order_by("kind"))
