"""Members as other members see them."""

from django.db.models import QuerySet
from django.http import Http404

from changlai.accounts.enums import Level
from changlai.accounts.models import ApiToken, Member, Role, User


def visible_members(member: Member) -> QuerySet[Member]:
    """Colleagues the member may see: everybody with ``members.view``, else only the member."""
    colleagues = Member.objects.select_related("role", "department", "user")
    return colleagues if member.can("members.view") else colleagues.filter(pk=member.pk)


def get_for(member: Member, member_id: int) -> Member:
    """One colleague; raises Http404 when missing, foreign or not to be seen, all alike."""
    found = visible_members(member).filter(pk=member_id).first()
    if found is None:
        raise Http404
    return found


def may_see_field(member: Member, slug: str) -> bool:
    """Whether the member sees a masked field in full; asks no database when the role is loaded. Raises UnknownField."""
    return member.is_active and member.role.shows(slug) and member.limits.shows(slug)


def member_of(user: User) -> Member | None:
    """The user's member in the organisation in scope, active or not."""
    return Member.objects.select_related("role").filter(user=user).first()


def administrators(limit: int = 3) -> list[Member]:
    """Whom to ask when a permission is missing: active members who may manage members."""
    roles = [role for role in Role.objects.all() if role.level("members.manage") > Level.NONE]
    found = Member.objects.select_related("role").filter(role__in=roles, is_active=True)
    return list(found.order_by("joined_at", "id")[:limit])


def tokens() -> QuerySet[ApiToken]:
    """The organisation's API tokens, the newest first, with whom they act for."""
    return ApiToken.objects.select_related("member", "role").order_by("-id")
