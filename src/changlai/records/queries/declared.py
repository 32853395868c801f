"""What the modules of the house declared, for those who serve every kind."""

from collections.abc import Mapping

from django.http import Http404

from changlai.accounts.models import Member
from changlai.accounts.refusals import missing_permission
from changlai.records import registry
from changlai.records.contracts import Kind, Part


def kinds() -> Mapping[str, Kind]:
    """Every kind of record by its slug."""
    return registry.kinds()


def kind_for(member: Member, slug: str) -> Kind:
    """A kind of record the member may see; 404 when there is none, 403 without its permission."""
    kind = registry.kinds().get(slug)
    if kind is None:
        raise Http404
    if not member.can(kind.permission):
        raise missing_permission(member, kind.permission)
    return kind


def parts(kind: str) -> tuple[Part, ...]:
    """Who reads and writes a table about records of a kind; the main part first."""
    return registry.parts(kind)
