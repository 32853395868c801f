"""What customers are found by: their names and numbers, what colleagues call them, and what was written about them."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.customers.masking import FIELDS
from changlai.customers.models import Customer
from changlai.kernel import db, tenancy
from changlai.records.arrays import ids_array
from changlai.records.contracts import Findable, Word

NOTES = 30  # of one customer, the latest
_OWN = """select id, name, company, position, note, phone from customers_customer
    where organisation_id = %(org)s and id = any(%(ids)b::bigint[]) and binned_at is null"""
_KNOWN = """select customer_id, kind, value from customers_identity
    where organisation_id = %(org)s and customer_id = any(%(ids)b::bigint[]) and kind = any(%(kinds)b::text[])"""
_FOLLOWS = """select customer_id, remark, company, description from customers_follow
    where organisation_id = %(org)s and customer_id = any(%(ids)b::bigint[])"""
# One pass, however it is planned: one customer after the other is dear where there were few notes when it was planned.
_NOTES = """select customer_id, text from (
      select customer_id, text, row_number() over (partition by customer_id order by id desc) as place
      from customers_note where organisation_id = %(org)s and customer_id = any(%(ids)b::bigint[])) n
    where place <= %(most)s and text <> ''"""


def words(ids: Sequence[int]) -> Mapping[int, Sequence[Word]]:
    """Four statements, whatever the number of customers."""
    org, phone_field = tenancy.organisation_id(), Customer._meta.get_field("phone")
    found: dict[int, list[Word]] = {}
    for one, name, company, position, note, sealed in db.rows(_OWN, {"org": org, "ids": ids_array(ids)}):
        phone = phone_field.open(sealed, organisation_id=org) if sealed else ""
        told = (("name", name, 100), ("company", company, 70), ("position", position, 40), ("note", note, 30))
        found[one] = [Word(field, text, weight) for field, text, weight in told if text]
        if phone:
            found[one].append(Word("phone", phone, weight=90, is_masked=True))
    asked = {"org": org, "ids": ids_array(list(found)), "kinds": list(FIELDS), "most": NOTES}
    for one, kind, value in db.rows(_KNOWN, asked):
        found[one].append(Word(kind, value, weight=90, is_masked=True))
    for one, remark, company, description in db.rows(_FOLLOWS, asked):
        relation = (("remark", remark, 80), ("company", company, 60), ("description", description, 40))
        found[one] += (Word(field, text, weight) for field, text, weight in relation if text)
    for one, text in db.rows(_NOTES, asked):
        found[one].append(Word("note", text, weight=30))
    return found


def sees(member: Member, field: str) -> bool:
    """Whether a member's role shows numbers or addresses in full."""
    return field not in FIELDS or accounts.may_see_field(member, FIELDS[field])


def parts(member: Member, field: str) -> bool:
    """Whether a member may look for parts of them: who may have each within sight shown, which is written down."""
    return sees(member, field) or member.level("customers.unmask") >= member.level("customers.view")


FINDABLES = (
    Findable(
        kind="customer",
        words=words,
        tables=(
            ("customers_customer", "id", ("name", "company", "position", "phone", "note", "binned_at")),
            ("customers_identity", "customer_id", ("kind", "value")),
            ("customers_follow", "customer_id", ("remark", "company", "description")),
            ("customers_note", "customer_id", ("text",)),
        ),
        labels={
            "name": _("Name"),
            "phone": _("Phone"),
            "email": _("E-mail"),
            "company": _("Company"),
            "position": _("Position"),
            "remark": _("Remark of a colleague"),
            "description": _("Description of a colleague"),
            "note": _("Note"),
        },
        masked=tuple(FIELDS),
        sees=sees,
        parts=parts,
        moment="last_interaction_at",
        present="binned_at is null",
    ),
)
