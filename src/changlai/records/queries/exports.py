"""Lists that members take away as files."""

from django.http import Http404

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.records import registry
from changlai.records.contracts import Kind
from changlai.records.models import ListExport

EXPORTS = 20  # on one page


def exports(member: Member) -> list[ListExport]:
    """The member's own, the latest first."""
    return list(ListExport.objects.filter(member_id=member.pk).order_by("-id")[:EXPORTS])


def export_for(member: Member, export_id: int) -> ListExport:
    """One of them; 404 otherwise."""
    own = ListExport.objects.select_related("file").filter(member_id=member.pk)
    found = own.filter(pk=export_id).first() if db.is_id(export_id) else None
    if found is None:
        raise Http404
    return found


def export_kind(slug: str, member: Member) -> Kind | None:
    """A kind whose lists the member may export."""
    kind = registry.kinds().get(slug)
    if kind is None or not kind.export_permission or not member.can(kind.export_permission):
        return None
    return kind if member.can(kind.permission) else None
