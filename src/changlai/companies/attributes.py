"""What companies are filtered, sorted and shown by; and customers by the companies they work for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.companies import labels, queries
from changlai.companies.enums import KIND
from changlai.companies.models import Company, Post
from changlai.companies.writing import fact, industry, owner
from changlai.companies.writing import place as write_place
from changlai.records import divisions
from changlai.records.columns import Columns, Links, through
from changlai.records.contracts import Asked, Attribute, AttributeSource, Option, Sql
from changlai.records.enums import AttributeKind as Kind
from changlai.records.enums import Operator as Op
from changlai.records.members import members

COMPANY = Columns("companies_company", group=_("Company"))
POSTS = Links("companies_post", "company_id", group=_("People"), where="k.left_on is null")
PRESENT = Links("companies_post", "customer_id", group=_("Company"), where="k.left_on is null")
_LINK = """
    select l.customer_id from companies_post l
    join companies_company r on r.organisation_id = l.organisation_id and r.id = l.company_id
      and r.binned_at is null
    where l.organisation_id = %(organisation)s and l.left_on is null"""
_LED = ("name", "short_name", "code", "industry", "size", "place", "owner", "source")  # over the relation


def own() -> Sequence[Attribute]:
    """The attributes of companies."""
    return (
        COMPANY.text("name", _("Company name"), write=fact("name"), is_single=True, order="r.name_key"),
        COMPANY.text("short_name", _("Short name"), write=fact("short_name"), is_single=True),
        COMPANY.text(
            "code",
            _("Unified social credit code"),
            operators=(Op.IS, Op.ANY_OF, Op.IS_EMPTY, Op.IS_FILLED),
            write=fact("code"),
            is_single=True,
        ),
        COMPANY.choice("industry", _("Industry"), "industry_id", options=industries, has_ids=True, write=industry),
        COMPANY.choice("size", _("Number of people"), options=sizes, write=fact("size")),
        COMPANY.text("website", _("Website"), write=fact("website"), is_single=True),
        COMPANY.made("phone", _("Telephone"), Kind.PHONE, write=fact("phone"), is_single=True),
        _place(),
        COMPANY.text("street", _("Street and number"), write=fact("street"), is_single=True),
        COMPANY.member("owner", _("Responsible"), "owner_id", options=members, write=owner),
        COMPANY.text("source", _("Source"), write=fact("source")),
        COMPANY.text(
            "remark",
            _("Remark"),
            operators=(Op.CONTAINS, Op.IS_EMPTY, Op.IS_FILLED),
            write=fact("remark"),
        ),
        COMPANY.moment("created_at", _("Made at"), is_sorted=True),
        POSTS.there("has_people", _("Has people")),
    )


def of_customers() -> Sequence[Attribute]:
    """What customers are filtered by over the company they work for."""
    inner = {one.path: one for one in own()}
    led = [
        through(
            inner[path],
            path=f"company.{path}",
            group=_("Company"),
            link=_LINK,
            values=_values_of(inner[path]),
            told=_told,
        )
        for path in _LED
    ]
    return (PRESENT.there("has_company", _("Works for a company")), *led)


def _values_of(inner: Attribute) -> Callable[[Sequence[int]], Mapping[int, Any]]:
    """Of the main company."""

    def read(ids: Sequence[int]) -> Mapping[int, Any]:
        main = dict(Post.objects.filter(customer__in=list(ids), is_main=True).values_list("customer_id", "company_id"))
        held = inner.values(sorted(set(main.values()))) if inner.values and main else {}
        return {one: held[company] for one, company in main.items() if company in held}

    return read


def _told(member: Member, ids: Sequence[int]) -> set[int]:
    """The customers whose main company a member may see."""
    main = dict(Post.objects.filter(customer__in=list(ids), is_main=True).values_list("customer_id", "company_id"))
    seen = queries.seen_ids(member, set(main.values()))
    return {one for one, company in main.items() if company in seen}


def industries() -> Sequence[Option]:
    """The organisation's list."""
    return [Option(str(one.pk), one.name) for one in queries.industries()]


def sizes() -> Sequence[Option]:
    """In words."""
    return [Option(slug, label) for slug, label in labels.SIZES.items()]


def _place() -> Attribute:
    """A province means everything in it."""

    def test(asked: Asked) -> Sql:
        if asked.operator in {Op.IS_EMPTY, Op.IS_FILLED}:
            return Sql("r.place is null" if asked.operator == Op.IS_EMPTY else "r.place is not null")
        spans = [divisions.span(code) for value in asked.values if (code := divisions.read(str(value))[0])]
        values = {f"{asked.name}_{at}_{end}": span[end] for at, span in enumerate(spans) for end in (0, 1)}
        within = " or ".join(
            f"r.place between %({asked.name}_{at}_0)s::bigint and %({asked.name}_{at}_1)s::bigint"
            for at in range(len(spans))
        )
        is_in = asked.operator in {Op.IS, Op.ANY_OF}
        text = f"({within})" if within else "false"
        return Sql(text if is_in else f"({text}) is not true", values)

    def read(ids: Sequence[int]) -> Mapping[int, Any]:
        rows = Company.objects.filter(id__in=list(ids), place__isnull=False).values_list("id", "place")
        return {one: divisions.words(place or 0) for one, place in rows}

    operators = (Op.IS, Op.ANY_OF, Op.IS_NOT, Op.NONE_OF, Op.IS_EMPTY, Op.IS_FILLED)
    return Attribute(
        "place", _("Province and city"), Kind.PLACE, COMPANY.group, test, read, operators=operators, write=write_place
    )


ATTRIBUTES = (AttributeSource(KIND, own), AttributeSource("customer", of_customers))
