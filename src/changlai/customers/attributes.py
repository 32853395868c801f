"""What customers are filtered, sorted, shown and exported by: see records.columns."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import Text
from changlai.channels.models import Account
from changlai.customers import labels, queries, sources
from changlai.customers.writing import contact, fact, owner
from changlai.records.columns import Columns, Links, among
from changlai.records.contracts import Asked, Attribute, AttributeSource, Option, Sql
from changlai.records.enums import AttributeKind as Kind
from changlai.records.enums import Operator as Op
from changlai.records.members import members

BASICS = Columns("customers_customer", group=_("Basics"))
PHONES = Links("customers_identity", "customer_id", group=_("Ways to reach"), where="k.kind = 'phone'")
EMAILS = Links("customers_identity", "customer_id", group=_("Ways to reach"), where="k.kind = 'email'")
IDENTITIES = Links("customers_identity", "customer_id", group=_("Ways to reach"))
FIRST_SEEN = Links(
    "customers_identity", "customer_id", group=_("Channels and contacts"), where="k.account_id is not null"
)
FOLLOWS = Links("customers_follow", "customer_id", group=_("Channels and contacts"))
LASTING = Links("customers_follow", "customer_id", group=_("Channels and contacts"), where="k.removed = ''")
COLLABORATORS = Links("customers_collaborator", "customer_id", group=_("Work"))
NOTES = Links("customers_note", "customer_id", group=_("Work"))
FOLLOW_UPS = Links("customers_note", "customer_id", group=_("Work"), where="k.outcome <> ''")
MERGED = Links("customers_alias", "customer_id", group=_("Work"))
BAD_PHONES = Links(
    "customers_identity",
    "customer_id",
    group=_("Quality"),
    where="k.kind = 'phone' and k.value !~ '^[+][1-9][0-9]{6,14}$'",
)
_WORDS_ONLY = (Op.CONTAINS,)


def attributes() -> Sequence[Attribute]:
    """Those that every organisation has."""
    return (*_facts(), *_reach(), *_contacts(), *_work(), *_quality(), _behaviour())


def _facts() -> Sequence[Attribute]:
    return (
        BASICS.text("name", _("Customer name"), write=fact("name"), is_single=True, order="r.name_key"),
        BASICS.choice("gender", _("Gender"), options=lambda: _options(labels.GENDERS), write=fact("gender")),
        BASICS.day("birthday", _("Birthday"), write=fact("birthday")),
        _next_birthday(),
        BASICS.text("company", _("Company"), write=fact("company")),
        BASICS.text("position", _("Position"), write=fact("position")),
        BASICS.text("city", _("City"), write=fact("city")),
        BASICS.text("address", _("Address"), write=fact("address")),
        _source(),
        BASICS.member("owner", _("Responsible"), "owner_id", options=members, write=owner),
        BASICS.moment("created_at", _("First met"), is_sorted=True),
        BASICS.moment("last_interaction_at", _("Last interaction"), is_sorted=True),
        BASICS.moment("followed_up_at", _("Last follow-up"), is_sorted=True),
    )


def _source() -> Attribute:
    """Read and compared in words: see customers.sources."""
    plain = BASICS.text("source", _("Source"), words=sources.told, write=fact("source"))

    def test(asked: Asked) -> Sql:
        assert plain.test is not None  # noqa: S101 - a column's has one
        if asked.operator not in {Op.CONTAINS, Op.STARTS_WITH}:
            return plain.test(replace(asked, values=[sources.kept(str(one)) for one in asked.values]))
        made, name = plain.test(asked), f"{asked.name}_called"
        slugs = sources.called_like(str(asked.values[0]), from_start=asked.operator == Op.STARTS_WITH)
        return Sql(f"({made.text} or r.source = any(%({name})b::text[]))", {**made.values, name: slugs})

    return replace(plain, test=test)


def _reach() -> Sequence[Attribute]:
    phone, email = "customers.phone", "customers.email"
    return (
        PHONES.many(
            "phone",
            _("Phone"),
            "value",
            kind=Kind.PHONE,
            masked=phone,
            operators=(Op.IS, Op.ANY_OF),
            write=contact("phone"),
            is_single=True,
        ),
        PHONES.there("has_phone", _("Has a phone number")),
        EMAILS.many(
            "email",
            _("E-mail"),
            "value",
            kind=Kind.EMAIL,
            masked=email,
            operators=(Op.IS, Op.ANY_OF),
            write=contact("email"),
            is_single=True,
        ),
        EMAILS.there("has_email", _("Has an e-mail address")),
        IDENTITIES.many(
            "identity", _("Known by"), "kind", kind=Kind.CHOICES, options=lambda: _options(labels.IDENTITIES)
        ),
    )


def _contacts() -> Sequence[Attribute]:
    return (
        FIRST_SEEN.many("channel", _("Channel"), "account_id", kind=Kind.CHOICES, options=accounts, has_ids=True),
        LASTING.there("contact", _("Is a colleague's contact")),
        FOLLOWS.many("contact.remark", _("Remark"), "remark", kind=Kind.TEXT),
        FOLLOWS.many("contact.state", _("Live code or link"), "state", kind=Kind.TEXT),
        FOLLOWS.many("contact.way", _("How they met"), "way", kind=Kind.CHOICES, options=lambda: _options(labels.WAYS)),
        FOLLOWS.many("contact.colleague", _("Colleague's account on the platform"), "colleague", kind=Kind.TEXT),
        FOLLOWS.many("contact.added", _("Became a contact"), "added_at", kind=Kind.MOMENT),
        FOLLOWS.many(
            "contact.removed",
            _("Contact ended"),
            "removed",
            kind=Kind.CHOICES,
            options=lambda: _options(labels.REMOVALS),
        ),
    )


def _work() -> Sequence[Attribute]:
    return (
        COLLABORATORS.many(
            "collaborators",
            _("Collaborators"),
            "member_id",
            kind=Kind.MEMBER,
            options=members,
        ),
        NOTES.there("has_note", _("Has a note")),
        NOTES.many("note", _("Text of a note"), "text", kind=Kind.TEXT, operators=_WORDS_ONLY),
        FOLLOW_UPS.many(
            "outcome", _("What came of follow-ups"), "outcome", kind=Kind.CHOICES, options=follow_up_outcomes
        ),
        MERGED.there("merged", _("Was merged")),
    )


def _quality() -> Sequence[Attribute]:
    return (
        BAD_PHONES.there("bad_phone", _("Has a phone number nobody can be")),
        _in_pair("possible_duplicate", _("May be there twice"), ""),
        _in_pair("id_clash", _("Shares a number, not their ID"), "and k.reason like 'exclusive_clash:%%'"),
    )


def _in_pair(path: str, label: Text, which: str) -> Attribute:
    """Whether a pair with them, ``which`` one, waits in the review queue."""

    def test(asked: Asked) -> Sql:
        is_wanted = bool(asked.values[0]) == (asked.operator == Op.IS)
        waits = " or ".join(
            f"exists (select from customers_suggestion k where k.organisation_id = r.organisation_id "
            f"and k.{side} = r.id and not k.is_different {which})"
            for side in ("first_id", "second_id")
        )
        return Sql(f"({waits})" if is_wanted else f"(not ({waits}))")

    return Attribute(path, label, Kind.YES_NO, _("Quality"), test=test)


def _behaviour() -> Attribute:
    """Did something at least n times in d days."""

    def test(asked: Asked) -> Sql:
        kinds, times, days = asked.values
        until = queries.today(asked.now)
        ids = queries.who_did(kinds, times=times, since=until - timedelta(days=days - 1), until=until)
        return among(asked.name, ids, is_in=asked.operator == Op.DID)

    label, group = _("Behaviour"), _("Behaviour")
    options = functools.partial(_options, labels.BEHAVIOURS)
    return Attribute("activity", label, Kind.BEHAVIOUR, group, test=test, options=options)


def accounts() -> Sequence[Option]:
    """The connected accounts, in the order they were connected."""
    return [Option(str(one), name) for one, name in Account.objects.order_by("id").values_list("id", "name")]


def follow_up_outcomes() -> Sequence[Option]:
    """What may come of a follow-up, those out of use too."""
    return [Option(one.slug, one.label) for one in queries.outcomes()]


def _options(words: Mapping[str, object]) -> Sequence[Option]:
    return [Option(value, str(label)) for value, label in words.items()]


def _next_birthday() -> Attribute:
    """The day of the year counts: whom to congratulate in the next days."""

    def test(asked: Asked) -> Sql:
        first, last = asked.values
        days = sorted({_of_year(first + timedelta(days=count)) for count in range(min((last - first).days + 1, 366))})
        text = f"(r.birthday is not null and to_char(r.birthday, 'MMDD') = any(%({asked.name})b::text[]))"
        return Sql(text, {asked.name: days})

    operators = (Op.NEXT_DAYS, Op.IS)
    return Attribute("next_birthday", _("Next birthday"), Kind.DATE, BASICS.group, test=test, operators=operators)


def _of_year(day: date) -> str:
    return f"{day:%m%d}"


ATTRIBUTES = (AttributeSource("customer", attributes),)
