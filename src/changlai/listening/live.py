"""Who may hear what happens in a case as it happens."""

from django.http import Http404

from changlai.accounts.contracts import LiveRoom
from changlai.accounts.models import Member
from changlai.listening.queries import cases


def in_case(member: Member, parts: tuple[str, ...]) -> bool:
    """One case."""
    if len(parts) != 1 or not parts[0].isdecimal():
        return False
    try:
        cases.get_for(member, int(parts[0]))
    except Http404:
        return False
    return True


ROOMS = (LiveRoom("case", in_case),)
