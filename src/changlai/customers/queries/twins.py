"""Questions about rules for duplicates, and which customers they find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from changlai.accounts.models import Member
from changlai.customers.enums import KIND, Certainty, Twin
from changlai.customers.models import Customer, TwinRule
from changlai.customers.queries.people import visible_to
from changlai.kernel import db
from changlai.kernel.tenancy import organisations
from changlai.records.enums import FieldKind
from changlai.records.models import Field

MOST_ALIKE = 5  # who share a name at one firm, or a value of a field: more of them are no duplicates
MOST_SHARING = 3  # who share a number or an address: more of them share a switchboard
COLLEAGUES = 200  # of one firm whose names are compared for likeness
FIELD_KINDS = (FieldKind.TEXT, FieldKind.NUMBER, FieldKind.PHONE, FieldKind.EMAIL, FieldKind.URL)
CONTACTS = (Twin.PHONE, Twin.EMAIL)
DEFAULTS: Mapping[str, Certainty] = {
    Twin.PHONE: Certainty.CERTAIN,
    Twin.EMAIL: Certainty.CERTAIN,
    Twin.NAME_BIRTHDAY: Certainty.LIKELY,
    Twin.NAME_COMPANY: Certainty.LIKELY,
    Twin.NAME_PORTRAIT: Certainty.LIKELY,
    Twin.SIMILAR_COMPANY: Certainty.LIKELY,
    Twin.NAME_CITY: Certainty.OFF,
}
FIELD = "field-"  # before the id of a field

_CONTACT = """
    select a.customer_id, array(
      select distinct b.customer_id from customers_identity b
      join customers_customer o on o.organisation_id = b.organisation_id and o.id = b.customer_id
        and o.binned_at is null
      where b.organisation_id = a.organisation_id and b.kind = a.kind and b.kind in ('email', 'phone')
        and b.value = a.value and b.customer_id <> a.customer_id limit %(most)s)
    from customers_identity a
    where a.organisation_id = %(org)s and a.customer_id = any(%(ids)b::bigint[]) and a.kind = %(kind)s"""
_NAMED = """
    select c.id, array(
      select o.id from customers_customer o
      where o.organisation_id = c.organisation_id and o.name_key = c.name_key
        and o.binned_at is null and o.id <> c.id and {same} limit %(most)s)
    from customers_customer c
    where c.organisation_id = %(org)s and c.id = any(%(ids)b::bigint[]) and c.binned_at is null
      and {given}"""
_FIRM = """
    select c.id, c.name, o.id, o.name from customers_customer c
    cross join lateral (
      select o.id, o.name from customers_customer o
      where o.organisation_id = c.organisation_id and o.company = c.company and o.company <> ''
        and o.binned_at is null and o.id <> c.id and o.name_key <> c.name_key limit %(colleagues)s) o
    where c.organisation_id = %(org)s and c.id = any(%(ids)b::bigint[]) and c.binned_at is null and c.company <> ''"""
_FIELD = """
    select a.record_id, array(
      select distinct b.record_id from customers_fieldvalue b
      join customers_customer o on o.organisation_id = b.organisation_id and o.id = b.record_id
        and o.binned_at is null
      where b.organisation_id = a.organisation_id and b.field_id = a.field_id and b.key = a.key and b.key <> ''
        and b.record_id <> a.record_id limit %(most)s)
    from customers_fieldvalue a
    where a.organisation_id = %(org)s and a.record_id = any(%(ids)b::bigint[]) and a.field_id = %(field)s
      and a.key <> ''"""
_SAME = {
    Twin.NAME_BIRTHDAY: ("o.birthday = c.birthday", "c.birthday is not null"),
    Twin.NAME_COMPANY: ("lower(o.company) = lower(c.company)", "c.company <> ''"),
    Twin.NAME_PORTRAIT: ("o.avatar_digest = c.avatar_digest", "c.avatar_digest <> ''"),
    Twin.NAME_CITY: ("o.city = c.city", "c.city <> ''"),
}
_LOOKS = """
    select * from (
      (select i.customer_id, i.kind from customers_identity i
       where i.organisation_id = %(org)s and i.kind = 'phone' and i.value = any(%(phones)b::text[]) limit %(most)s)
      union all
      (select i.customer_id, i.kind from customers_identity i
       where i.organisation_id = %(org)s and i.kind = 'email' and i.value = any(%(emails)b::text[]) limit %(most)s)
      union all
      (select o.id, case when o.birthday = %(birthday)s then 'name_birthday'
         when %(company)s <> '' and lower(o.company) = lower(%(company)s) then 'name_company' else 'name_city' end
       from customers_customer o
       where o.organisation_id = %(org)s and o.name_key = records_name_key(%(name)s)
         and o.binned_at is null and (o.birthday = %(birthday)s
           or (%(company)s <> '' and lower(o.company) = lower(%(company)s)) or (%(city)s <> '' and o.city = %(city)s))
       limit %(most)s)) x(id, rule)"""
_FACTS = """
    select id, name, gender, birthday from customers_customer
    where organisation_id = %(org)s and id = any(%(ids)b::bigint[]) and binned_at is null"""
_WAITING = """
    select o from unnest(%b::bigint[]) o
    where exists (select from customers_unchecked u where u.organisation_id = o) order by o"""
_EXCLUSIVE = """
    select customer_id, kind, scope, value from customers_identity
    where organisation_id = any(%b::bigint[]) and customer_id = any(%b::bigint[]) and is_exclusive and is_strong"""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of finding duplicates, with what the organisation decided; ``field`` of its own, or None."""

    slug: str
    certainty: Certainty
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of somebody who is about to be made; numbers and addresses in their one form, or empty."""

    name: str
    company: str = ""
    city: str = ""
    birthday: date | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """What two customers are compared by once a rule has found them."""

    id: int
    name: str
    gender: str
    birthday: date | None


def twin_rules() -> list[Rule]:
    """Every rule there is in the organisation in scope, active or not; two statements."""
    decided = dict(TwinRule.objects.values_list("rule", "certainty"))
    kinds = [str(kind) for kind in FIELD_KINDS]
    fields = Field.objects.filter(of=KIND, archived_at__isnull=True, kind__in=kinds).order_by("position", "id")
    own = [(f"{FIELD}{one.pk}", Certainty.OFF, one) for one in fields]
    every = [*((str(slug), first, None) for slug, first in DEFAULTS.items()), *own]
    return [Rule(slug, Certainty(decided.get(slug, first)), field) for slug, first, field in every]


def alike(rule: Rule, organisation_id: int, ids: Sequence[int]) -> dict[int, list[int]]:
    """Of these customers, whom a rule finds beside each; one statement. Too many are none: see the bounds above."""
    most = MOST_SHARING if rule.slug in CONTACTS else MOST_ALIKE
    known = {"org": organisation_id, "ids": list(ids), "most": most + 1, "kind": rule.slug}
    if rule.slug in CONTACTS:
        rows = db.rows(_CONTACT, known)
    elif rule.field is not None:
        rows = db.rows(_FIELD, known | {"field": rule.field.pk})
    else:
        same, given = _SAME[Twin(rule.slug)]
        rows = db.rows(_NAMED.format(same=same, given=given), known)
    found: dict[int, list[int]] = {}
    for customer_id, others in rows:
        if len(others) < most:
            found.setdefault(customer_id, []).extend(others)
    return found


def colleagues(organisation_id: int, ids: Sequence[int]) -> list[tuple[int, str, int, str]]:
    """Who stands beside these customers at the same firm, under another name: id, name, id, name."""
    known = {"org": organisation_id, "ids": list(ids), "colleagues": COLLEAGUES}
    return [(a, name, b, other) for a, name, b, other in db.rows(_FIRM, known)]


def lookalikes(member: Member, known: Known) -> list[tuple[Customer, str]]:
    """Who may be the same person as somebody about to be made, each with the rule that says so: of those the member may
    see, a few at most. Two statements.
    """
    asked = {
        "org": member.organisation_id,
        "phones": [one for one in known.phones if one],
        "emails": [one for one in known.emails if one],
        "name": known.name.strip(),
        "company": known.company.strip(),
        "city": known.city.strip(),
        "birthday": known.birthday,
        "most": MOST_ALIKE,
    }
    found: dict[int, str] = {}
    for customer_id, rule in db.rows(_LOOKS, asked):
        found.setdefault(customer_id, rule)
    rows = visible_to(member).select_related("owner").filter(id__in=list(found)).order_by("id") if found else ()
    return [(one, found[one.pk]) for one in rows]


def people(organisation_id: int, ids: Sequence[int]) -> dict[int, Person]:
    """These customers, but for who is gone or in the bin."""
    rows = db.rows(_FACTS, {"org": organisation_id, "ids": list(ids)})
    return {row[0]: Person(*row) for row in rows}


def exclusive_values(orgs: Sequence[int], customers: Sequence[int]) -> dict[int, list[tuple[str, str, str]]]:
    """What these customers already have of exclusive kinds: (kind, scope, value)."""
    values: dict[int, list[tuple[str, str, str]]] = {}
    for customer_id, kind, scope, value in db.rows(_EXCLUSIVE, (list(orgs), list(customers))):
        values.setdefault(customer_id, []).append((kind, scope, value))
    return values


def with_unchecked() -> list[int]:
    """Which of the organisations in scope have customers that wait for a look."""
    return [row[0] for row in db.rows(_WAITING, (list(organisations()),))]
