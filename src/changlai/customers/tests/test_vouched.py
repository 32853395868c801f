"""Very many rows whose writer vouches for what they refer to: nothing else is let off."""

import pytest
from django.db import IntegrityError, transaction
from psycopg.errors import ForeignKeyViolation

from changlai.customers.models import Customer, FieldValue, Identity
from changlai.customers.tests.finding import add
from changlai.kernel import bulk, db
from changlai.kernel.tenancy import scope
from changlai.records import actions as records
from changlai.records.actions.new_values import MANY
from changlai.records.enums import FieldKind
from changlai.records.holders import holder_of
from changlai.records.models import Field, Section
from tests.support.house import NOON, found_firm

pytestmark = pytest.mark.django_db
_NOBODY = 987_654_321


@pytest.fixture
def firm():
    return found_firm()


def _identity(customer_id, value="+8613800136120"):
    return Identity.objects.create(customer_id=customer_id, kind="phone", value=value, created_at=NOON)


def test_only_the_look_for_each_reference_is_left_out_and_only_inside(firm):
    known = add(firm, "林晓棠")
    with scope(firm.id), pytest.raises(IntegrityError), transaction.atomic():
        _identity(_NOBODY)

    with scope(firm.id):
        while db.value("select count(*) from records_take(%s, 100)", (firm.id,)):
            pass
        with bulk.vouched(marked=True):
            _identity(known, "+8613800136129")
        is_marked_twice = db.value("select records_waits(%s)", (firm.id,))
        with bulk.vouched():
            _identity(known)
        is_marked = db.value("select records_waits(%s)", (firm.id,))
        with pytest.raises(IntegrityError), transaction.atomic(), bulk.vouched():
            _identity(known)
        role = db.value("show session_replication_role")
        with pytest.raises(IntegrityError), transaction.atomic():
            _identity(_NOBODY, "+8613800136121")

    assert (is_marked_twice, is_marked, role) == (False, True, "origin")


def test_what_is_vouched_for_is_there_and_of_the_same_organisation(firm):
    other = found_firm("other", "别家")
    with scope(other.id):
        foreign = Customer.objects.create(name="林晓棠", created_at=NOON).pk
    mine = add(firm, "林晓棠")

    with scope(firm.id):
        table = Customer._meta.db_table
        found = [bulk.are_there(table, firm.id, ids) for ids in ([mine], [mine, foreign], [mine, _NOBODY], [])]

    assert found == [True, False, False, True]


def test_values_of_a_field_that_went_meanwhile_are_refused(firm):
    with scope(firm.id):
        section = Section.objects.create(of="customer", name="其他", position=99)
        field = records.create_field(
            section=section, kind=FieldKind.TEXT, rules=records.Rules("户型"), by=firm.admin, now=NOON
        )
        made = [Customer.objects.create(name=f"客户{n}", created_at=NOON).pk for n in range(MANY)]
        told = [(one, field.pk, ("三室", "三室", None, None, (), None, None)) for one in made]
        records.keep_new(holder=holder_of("customer"), organisation_id=firm.id, told=told, fields={field.pk: field})
        kept = FieldValue.objects.count()
        Field.objects.filter(pk=field.pk).delete()
        with pytest.raises(ForeignKeyViolation), transaction.atomic():
            records.keep_new(holder=holder_of("customer"), organisation_id=firm.id, told=told, fields={field.pk: field})

        assert (kept, FieldValue.objects.count()) == (MANY, 0)
