"""Questions about companies that may be one, and about those that were made one."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from changlai.accounts.models import Member
from changlai.companies.models import Company, CompanyApart, CompanyMerging
from changlai.companies.queries.companies import PAGE, visible_to
from changlai.kernel import db, tenancy

TWINS = 5
CORE, PHONE = "core", "phone"
# Two of one name, or of one telephone; in the order of what they share, so that an index leads through them.
_PAIRS = """
    select a.{column}, a.id, b.id from companies_company a
    join companies_company b on b.organisation_id = a.organisation_id and b.{column} = a.{column} and b.id > a.id
    where a.organisation_id = %(org)s and a.{column} <> '' and b.{column} <> '' and a.binned_at is null
      and b.binned_at is null and a.{column} >= %(shared)s::text
      and (a.{column}, a.id, b.id) > (%(shared)s::text, %(first)s::bigint, %(second)s::bigint)
      and not exists (select from companies_companyapart x where x.organisation_id = a.organisation_id
        and x.first_id = a.id and x.second_id = b.id)
    order by a.{column}, a.id, b.id limit %(limit)s"""
_COUNT = """
    select count(*) filter (where exists (select {alike} and a.core <> '' and b.core <> '' and b.core = a.core)
        or exists (select {alike} and a.phone <> '' and b.phone <> '' and b.phone = a.phone)), count(*)
    from companies_company a where a.organisation_id = %(org)s and a.binned_at is null"""
_ALIKE = """from companies_company b
    where b.organisation_id = a.organisation_id and b.id <> a.id and b.binned_at is null
      and not exists (select from companies_companyapart x where x.organisation_id = a.organisation_id
        and x.first_id = least(a.id, b.id) and x.second_id = greatest(a.id, b.id))"""
START = ("", 0, 0)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two companies that may be one; ``shared`` is what they have in common. Its three parts are its place."""

    shared: str
    first: Company
    second: Company

    @property
    def place(self) -> tuple[str, int, int]:
        return self.shared, self.first.pk, self.second.pk


def duplicates(
    member: Member, *, by: str = CORE, after: tuple[str, int, int] = START, limit: int = PAGE
) -> tuple[list[Pair], tuple[str, int, int] | None]:
    """Pairs nobody has decided about: of one name (``core``) or one telephone (``phone``), and where the next page
    begins. Pairs of which the member may see one only are left out; two statements.
    """
    column = {CORE: CORE, PHONE: PHONE}[by]
    shared, first, second = after
    asked = {"org": tenancy.organisation_id(), "shared": shared, "first": first, "second": second, "limit": limit + 1}
    found = db.rows(_PAIRS.format(column=column), asked)
    rows = visible_to(member).select_related("industry", "owner")
    known = {one.pk: one for one in rows.filter(id__in={one for row in found[:limit] for one in row[1:]})}
    pairs = [Pair(told, known[a], known[b]) for told, a, b in found[:limit] if a in known and b in known]
    return pairs, (tuple(found[limit - 1]) if len(found) > limit else None)


def count_alike() -> tuple[int, int]:
    """How many companies may be another one, and how many there are. Looks at each of them: for the night."""
    ((alike, whole),) = db.rows(_COUNT.format(alike=_ALIKE), {"org": tenancy.organisation_id()})
    return alike, whole


def twins(member: Member, company: Company) -> list[Company]:
    """Others of the same name or telephone that nobody has called another company: they may be the same."""
    alike = Q(key=company.key)
    alike |= Q(core=company.core) if company.core else Q()
    alike |= Q(phone=company.phone) if company.phone else Q()
    pairs = CompanyApart.objects.filter(Q(first=company) | Q(second=company)).values_list("first_id", "second_id")
    apart = {one for pair in pairs for one in pair}
    rows = visible_to(member).filter(alike).exclude(pk=company.pk)
    return list(rows.exclude(id__in=apart).order_by("id")[:TWINS])


def told_apart(first: Company, second: Company) -> bool:
    """Whether somebody has called them two companies."""
    low, high = sorted((first.pk, second.pk))
    return CompanyApart.objects.filter(first_id=low, second_id=high).exists()


def why_not_parted(merging: CompanyMerging) -> str:
    """Why this merge cannot be undone, as a slug of errors.CannotPartCompanies; empty when it can."""
    if merging.undone_at is not None:
        return "already"
    if not merging.is_kept:
        return "forgotten"
    if not Company.objects.filter(id=merging.into_id).exists():
        return "merged_on"
    later = CompanyMerging.objects.filter(into_id=merging.into_id, id__gt=merging.pk, undone_at=None)
    return "later" if later.exists() else ""


def merging_for(member: Member, merging_id: int) -> CompanyMerging:
    """One merge, for a member who may see the company it made; 404 otherwise."""
    rows = CompanyMerging.objects.select_related("by", "undone_by").filter(id=merging_id)
    found = rows.first() if db.is_id(merging_id) else None
    if found is None or not visible_to(member).filter(id=found.into_id).exists():
        raise Http404
    return found


def latest_mergings(member: Member, *, before: int = 0, into: int = 0, limit: int = PAGE) -> list[CompanyMerging]:
    """Merges of companies the member may see, of one when ``into`` names it, undone ones too, the latest first; one
    more row tells of more.
    """
    rows = CompanyMerging.objects.select_related("by", "undone_by").filter(into_id__in=visible_to(member).values("id"))
    if into:
        rows = rows.filter(into_id=into, undone_at=None)
    if before:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[: limit + 1])
