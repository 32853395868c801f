"""How far a member sees: the piece of a WHERE clause every visible_to starts with."""

from collections.abc import Iterable

from django.db.models import Q

from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.kernel import db

# Departments in a ring would be a mistake of data, not of this query: UNION stops at what it has already
# seen.
_TEAM = """with recursive below(id) as (
      select %s::bigint union
      select d.id from accounts_department d join below on d.parent_id = below.id)
    select m.id from accounts_member m join below on m.department_id = below.id"""


# The nearest department on the way up that somebody else leads; deeper than any tree, so that a ring ends too.
_LEADERS = """with recursive up(member, department, depth) as (
      select id, department_id, 0 from accounts_member where id = any(%b::bigint[]) and department_id is not null
      union all
      select up.member, d.parent_id, up.depth + 1 from up join accounts_department d on d.id = up.department
      where d.parent_id is not null and up.depth < 30),
    led as (
      select up.member, l.member_id as leader, rank() over (partition by up.member order by up.depth) as place
      from up join accounts_departmentlead l on l.department_id = up.department and l.member_id <> up.member
      join accounts_member m on m.id = l.member_id and m.is_active)
    select distinct member, leader from led where place = 1 order by member, leader"""


def leader_ids(member_ids: Iterable[int]) -> dict[int, list[int]]:
    """Whom these members answer to: the active leaders of their department, or of the nearest above it that somebody
    else leads. Who answers to nobody is left out. One statement.
    """
    found: dict[int, list[int]] = {}
    for member_id, leader_id in db.rows(_LEADERS, (sorted(set(member_ids)),)):
        found.setdefault(member_id, []).append(leader_id)
    return found


def team_ids(member: Member) -> frozenset[int]:
    """Ids of the members in the member's own department and all below it, the member included. Asked once per
    member object.
    """
    known: frozenset[int] | None = member.__dict__.get("_team_ids")
    if known is None:
        found = db.rows(_TEAM, (member.department_id,)) if member.department_id else []
        known = member.__dict__["_team_ids"] = frozenset(row[0] for row in found) | {member.pk}
    return known


def reach(member: Member, permission: str, *, owner: str = "owner_id") -> Q:
    """The condition for rows within ``permission``; ``owner`` is the column that names the member a row
    belongs to.

    A row without an owner is in nobody's department: only the level ALL shows it. Add your own Q for
    exceptions.
    """
    match member.level(permission):
        case Level.ALL:
            return Q()
        case Level.TEAM:
            return Q(**{f"{owner}__in": team_ids(member)})
        case Level.OWN:
            return Q(**{owner: member.pk})
        case _:
            return Q(pk__in=[])
