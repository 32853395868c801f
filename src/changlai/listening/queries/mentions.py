"""Mentions as members may see them."""

from django.db.models import QuerySet
from django.http import Http404

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.listening.models import Mention


def visible_to(member: Member) -> QuerySet[Mention]:
    """What is said in public is seen by everybody who may see any of it."""
    return Mention.objects.all() if member.can("listening.view") else Mention.objects.none()


def editable_by(member: Member) -> QuerySet[Mention]:
    """Of these, what the member may correct."""
    return visible_to(member) if member.can("listening.judge") else Mention.objects.none()


def get_for(member: Member, mention_id: int) -> Mention:
    """One mention with its author and source; 404 when it is missing or not for this member."""
    rows = visible_to(member).select_related("author", "author__customer", "source", "corrected_by", "fold")
    found = rows.filter(id=mention_id).first() if db.is_id(mention_id) else None
    if found is None:
        raise Http404
    return found
