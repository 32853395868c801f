"""Asks the gate functions of sql/gates.sql and turns their rows into models, one statement each."""

from collections.abc import Iterator

from changlai.accounts.models import ApiToken, Member, Organisation, Role, User
from changlai.accounts.models.member import Limits
from changlai.kernel import shapes

_MEMBERSHIP: list[shapes.Shape] = [
    ("(gate.organisation)", Organisation),
    ("(gate.member)", Member),
    ("(gate.role)", Role),
]
_TOKEN: list[shapes.Shape] = [
    ("(gate.token)", ApiToken),
    *_MEMBERSHIP,
    ("(gate.owner)", User),
    ("(gate.narrowed)", Role),
]


def memberships(user_id: int, slug: str | None = None) -> Iterator[tuple[Organisation, Member]]:
    """The active memberships of a user, by the organisations' names; with ``slug`` at most one."""
    asked = "from accounts_memberships(%b::bigint, %b::text) gate"
    for organisation, member, role in shapes.ask(_MEMBERSHIP, asked, (user_id, slug)):
        member.role = role
        yield organisation, member


def token(prefix: str) -> tuple[ApiToken, Organisation, Member] | None:
    """The token with this prefix, unchecked, with its organisation and member (role and user attached)."""
    for found, organisation, member, role, owner, narrowed in shapes.ask(
        _TOKEN, "from accounts_token(%b::text) gate", (prefix,)
    ):
        member.role, member.user, found.member = role, owner, member
        member.limits = Limits(narrowed, frozenset(found.areas))
        return found, organisation, member
    return None
