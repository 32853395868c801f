"""Companies as members may see them."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.http import Http404

from changlai.accounts import queries as accounts
from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.companies import naming
from changlai.companies.errors import CompanyNotYours
from changlai.companies.models import Company, CompanyAlias, CompanyNote, Industry
from changlai.kernel import db

PAGE = 50
NOTES, DAUGHTERS = 50, 100
_ANCESTORS = """
    with recursive above as (
      select c.parent_id id, 1 step from companies_company c where c.organisation_id = %(org)s and c.id = %(id)s
      union all
      select c.parent_id, a.step + 1 from above a join companies_company c
        on c.organisation_id = %(org)s and c.id = a.id where a.step < 50)
    select a.id, c.name from above a join companies_company c on c.organisation_id = %(org)s and c.id = a.id
    order by a.step desc"""


def visible_to(member: Member) -> QuerySet[Company]:
    """Companies a member may see. Own: those they are responsible for. Team: their department's, and nobody's. None of
    the bin.
    """
    return within(member, "companies.view").filter(binned_at__isnull=True)


def unseen_by(member: Member) -> QuerySet[Company] | None:
    """Of a member who may see all companies, those in the bin; None for who sees some of them only."""
    is_all = member.level("companies.view") == Level.ALL
    return Company.objects.filter(binned_at__isnull=False) if is_all else None


def editable_by(member: Member) -> QuerySet[Company]:
    """Companies a member may change, of those they may see."""
    return visible_to(member) & within(member, "companies.edit")


def within(member: Member, permission: str) -> QuerySet[Company]:
    """Companies a permission reaches, in the bin or not."""
    match member.level(permission):
        case Level.ALL:
            return Company.objects.all()
        case Level.TEAM:
            return Company.objects.filter(Q(owner_id__in=accounts.team_ids(member)) | Q(owner__isnull=True))
        case Level.OWN:
            return Company.objects.filter(owner_id=member.id)
    return Company.objects.none()


def get_for(member: Member, company_id: int) -> Company:
    """One company with who is responsible, its industry and parent; the id of a merged one leads to what stayed. 404
    when it is missing, in the bin, or not for this member.
    """
    found = _one(member, company_id) or _one(member, current_id(company_id))
    if found is None:
        raise Http404
    return found


def _one(member: Member, company_id: int) -> Company | None:
    rows = visible_to(member).filter(id=company_id) if db.is_id(company_id) else Company.objects.none()
    return rows.select_related("owner", "industry", "parent").first()


def current_id(company_id: int) -> int:
    """The id a company has today, if it was merged; 0 when nothing of this id was."""
    rows = CompanyAlias.objects.filter(old_id=company_id) if db.is_id(company_id) else CompanyAlias.objects.none()
    return rows.values_list("company_id", flat=True).first() or 0


def get_to_edit(member: Member, company_id: int) -> Company:
    """One company the member may change; CompanyNotYours when it is only to be seen."""
    found = get_for(member, company_id)
    if not can_edit(member, found):
        raise CompanyNotYours(found.name)
    return found


def current_ids(ids: Iterable[int]) -> dict[int, int]:
    """The ids companies have today, for those that were merged; one statement."""
    wanted = {one for one in ids if db.is_id(one)}
    rows = CompanyAlias.objects.filter(old_id__in=wanted)
    return dict(rows.values_list("old_id", "company_id")) if wanted else {}


def seen_ids(member: Member, ids: Iterable[int]) -> frozenset[int]:
    """Which of these companies a member may see; one statement."""
    wanted = [one for one in ids if db.is_id(one)]
    return frozenset(visible_to(member).filter(id__in=wanted).values_list("id", flat=True)) if wanted else frozenset()


def ids_by_name(member: Member, names: Iterable[str]) -> dict[str, int]:
    """Companies by their whole name, or short name, as it was written; the oldest of several; one statement."""
    wanted = {name: naming.key(name) for name in names if naming.key(name)}
    if not wanted:
        return {}
    asked = Q(key__in=set(wanted.values())) | Q(short_name__in=[name.strip() for name in wanted])
    rows = visible_to(member).filter(asked).order_by("-id").values_list("id", "key", "short_name")
    found: dict[str, int] = {}
    for pk, key, short in rows:
        found |= {name: pk for name, own in wanted.items() if own == key or (short and name.strip() == short)}
    return found


def can_edit(member: Member, company: Company) -> bool:
    """Whether a company at hand is the member's to change."""
    return editable_by(member).filter(id=company.pk).exists()


def page(member: Member, *, name: str = "", code: str = "", below: int = 0, limit: int = PAGE) -> list[Company]:
    """A keyset page, the newest first; one more than ``limit`` tells that there is more. ``name`` and ``code`` are
    compared as a whole.
    """
    rows = visible_to(member).select_related("owner", "industry")
    if name:
        rows = rows.filter(Q(key=naming.key(name)) | Q(short_name=name.strip()))
    if code:
        rows = rows.filter(code=naming.code(code) or "-")
    if below:
        rows = rows.filter(id__lt=below)
    return list(rows.order_by("-id")[: limit + 1])


def named_so(member: Member, name: str) -> Company | None:
    """The company of exactly this name, or short name; the oldest of several."""
    if not naming.key(name):
        return None
    wanted = Q(key=naming.key(name)) | Q(short_name=name.strip())
    return visible_to(member).filter(wanted).order_by("id").first()


def ancestors(company: Company) -> list[tuple[int, str]]:
    """What a company belongs to, the top first: id and name; one statement."""
    found = db.rows(_ANCESTORS, {"org": company.organisation_id, "id": company.pk})
    return [(int(one), str(name)) for one, name in found]


def ids_above(organisation_id: int, company_id: int) -> list[int]:
    """The ids of what a company belongs to, the top first."""
    return [int(one) for one, _name in db.rows(_ANCESTORS, {"org": organisation_id, "id": company_id})]


def daughters(member: Member, company: Company) -> list[Company]:
    """The companies that belong to one, by name."""
    return list(visible_to(member).filter(parent=company).order_by("key", "id")[:DAUGHTERS])


def notes(company: Company) -> list[CompanyNote]:
    """What colleagues wrote about it, the latest first."""
    return list(CompanyNote.objects.filter(company=company).select_related("member").order_by("-id")[:NOTES])


def industries() -> list[Industry]:
    """The organisation's list, in its order."""
    return list(Industry.objects.order_by("position", "id"))


def industry_of(industry_id: int) -> Industry:
    """One industry; 404 when there is none."""
    found = Industry.objects.filter(id=industry_id).first() if db.is_id(industry_id) else None
    if found is None:
        raise Http404
    return found
