"""Who hears of new notices as they come: the member they are for."""

from changlai.accounts.contracts import LiveRoom
from changlai.accounts.models import Member


def own(member: Member, parts: tuple[str, ...]) -> bool:
    """``notices:<member id>``."""
    return parts == (str(member.pk),)


ROOMS = (LiveRoom("notices", own),)
