"""Companies: made, changed, handed over, noted about, deleted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.channels.contracts import reach
from changlai.companies import naming, queries
from changlai.companies.actions.fields import fill_in
from changlai.companies.errors import BadCode, BadFact, BadParent, CompanyKnown
from changlai.companies.events import CompanyChanged, CompanyCreated
from changlai.companies.models import Company, CompanyNote, Industry
from changlai.kernel import audit, tenancy, turns
from changlai.kernel.events import publish
from changlai.records.models import Field

FACTS = (
    "name", "short_name", "code", "industry", "size", "website", "phone", "place", "street", "parent", "owner",
    "source", "remark",
)  # fmt: skip
# What a table writes.
COLUMNS = (
    "name", "key", "core", "short_name", "code", "industry_id", "size", "website", "phone", "place", "street",
    "owner_id", "source", "remark",
)  # fmt: skip


@transaction.atomic
def create(
    *,
    facts: Mapping[str, object],
    by: Member | None,
    now: datetime,
    given: Mapping[int, object] | None = None,
    fields: Sequence[Field] = (),
) -> Company:
    """Make a company; ``facts`` by the names of FACTS, ``given`` own fields by their id. Every required field is asked
    for. Raises BadCode, BadFact, CompanyKnown, BadParent, BadValue.
    """
    take_turns()
    company = Company(organisation_id=tenancy.organisation_id(), created_at=now, changed_at=now)
    for name, value in _checked(company, facts).items():
        setattr(company, name, value)
    company.save()
    told = given or {}
    asked = {one.pk: told.get(one.pk, "") for one in fields if one.is_required or one.pk in told}
    if by is not None:
        fill_in(company=company, given=asked, by=by, now=now, fields=fields)
    audit.record("companies.created", actor=by, obj=company)
    publish(
        CompanyCreated(
            organisation_id=company.organisation_id, key=company.pk, company_id=company.pk, name=company.name
        )
    )
    return company


@transaction.atomic
def edit(*, company: Company, facts: Mapping[str, object], by: Member, now: datetime) -> bool:
    """Change facts, by the names of FACTS; True when something is different. Raises as ``create``."""
    take_turns()
    checked = _checked(company, facts)
    news = {name: value for name, value in checked.items() if getattr(company, name) != value}
    if not news:
        return False
    for name, value in news.items():
        setattr(company, name, value)
    company.changed_at = now
    company.save(update_fields=[*news, "changed_at"])
    names = tuple(sorted(news.keys() - {"key", "core"}))
    audit.record("companies.edited", actor=by, obj=company, changes={"fields": list(names)})
    tell_changed([company.pk], names)
    return True


@transaction.atomic
def assign_many(*, ids: Sequence[int], owner: Member | None, by: Member, now: datetime) -> None:
    """Make somebody responsible for companies, or nobody; two statements and one line of the audit log."""
    rows = (
        Company.objects.filter(id__in=ids).exclude(owner=owner)
        if owner
        else Company.objects.filter(id__in=ids, owner__isnull=False)
    )
    found = list(rows.values_list("id", flat=True))
    Company.objects.filter(id__in=found).update(owner=owner, changed_at=now)
    if found:
        changes = {"owner": owner.name if owner else "", "companies": len(found)}
        audit.record("companies.assigned", actor=by, changes=changes)
    tell_changed(found, ("owner",))


@transaction.atomic
def set_industry(*, ids: Sequence[int], industry: Industry | None, by: Member, now: datetime) -> None:
    """Set the industry of companies; two statements and one line of the audit log."""
    Company.objects.filter(id__in=ids).update(industry=industry, changed_at=now)
    changes = {"industry": industry.name if industry else "", "companies": len(ids)}
    audit.record("companies.industry_set", actor=by, changes=changes)
    tell_changed(ids, ("industry",))


@transaction.atomic
def write_note(*, company: Company, text: str, by: Member, now: datetime) -> CompanyNote:
    """Keep what a member has to say about a company."""
    return CompanyNote.objects.create(company=company, member=by, text=text.strip(), written_at=now)


def checked_fact(name: str, text: str) -> str:
    """A fact of a table in its one form: code, phone, website; any other as it is. Raises BadCode, BadFact."""
    match name:
        case "code":
            if not (code := naming.code(text)):
                raise BadCode
            return code
        case "phone":
            return _phone(text)
        case "website":
            return _website(text)
    return text


def _checked(company: Company, facts: Mapping[str, object]) -> dict[str, object]:
    """Facts in their one form."""
    told: dict[str, object] = {name: facts[name] for name in FACTS if name in facts}
    for name in ("name", "short_name", "street", "source"):
        if name in told:
            told[name] = " ".join(str(told[name] or "").split())
    if "name" in told:
        told |= {"key": naming.key(str(told["name"])), "core": naming.core(str(told["name"]))}
    if told.get("code"):
        told["code"] = _code(company, str(told["code"]))
    if told.get("phone"):
        told["phone"] = _phone(str(told["phone"]))
    if told.get("website"):
        told["website"] = _website(str(told["website"]))
    if isinstance(told.get("parent"), Company):
        _refuse_parent(company, told["parent"])
    return told


def _code(company: Company, text: str) -> str:
    code = naming.code(text)
    if not code:
        raise BadCode
    other = Company.objects.filter(code=code).exclude(pk=company.pk).first()
    if other is not None:
        raise CompanyKnown(other.name, is_binned=other.binned_at is not None)
    return code


def _phone(text: str) -> str:
    number, reason = reach.phone(text)
    if reason == "not_a_number":
        raise BadFact(_("This is no phone number. Write it like 13800136120 or +86 10 6552 9988."))
    return number or text


def _website(text: str) -> str:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        is_good = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    except ValueError:
        is_good = False
    if not is_good:
        raise BadFact(_("This is no web address. Write it like https://www.example.com."))
    return parts.geturl()[:300]


def _refuse_parent(company: Company, parent: object) -> None:
    if not isinstance(parent, Company) or company.pk is None:
        return
    if parent.pk == company.pk or company.pk in {one for one, _name in queries.ancestors(parent)}:
        raise BadParent(parent.name)


def tell_changed(ids: Sequence[int], fields: tuple[str, ...]) -> None:
    """Publish what is different about companies."""
    org = tenancy.organisation_id()
    publish(*(CompanyChanged(organisation_id=org, key=one, company_id=one, fields=fields) for one in ids))


def take_turns() -> None:
    """Trees and codes are checked by one at a time in an organisation, so that two cannot close a circle together."""
    turns.take("companies.trees")
