"""Models made from one prepared statement are those that the ORM makes (kernel.shapes)."""

import pytest
from django.db.models import Model

from changlai.accounts.models import Member
from changlai.channels.models import Account
from changlai.customers.models import Customer
from changlai.inbox import actions, queries
from changlai.inbox.models import Conversation, Message
from changlai.inbox.tests.desk import write
from changlai.kernel import shapes
from changlai.kernel.errors import OutOfScope
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return found_firm()


def columns(one: Model) -> dict[str, object]:
    return {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}


def test_every_column_reads_as_the_orm_reads_it(firm):
    held = write(firm, "Lin", "hi")
    with scope(firm.id):
        actions.send_reply(conversation=held, draft=actions.Draft(text="yes"), by=firm.admin, now=NOON)
        found = queries.get_for(firm.admin, held.pk)
        messages, _ = queries.thread(found)
        asked = Conversation.objects.select_related("customer", "account", "assignee").get(pk=held.pk)

        assert columns(found) == columns(asked)
        for name in ("customer", "account", "assignee"):
            assert columns(getattr(found, name)) == columns(getattr(asked, name))
        assert [columns(one) for one in messages] == [columns(one) for one in Message.objects.order_by("id")]
        assert [one.member for one in messages] == [None, firm.admin]


def test_an_outer_join_that_finds_nothing_is_none(firm):
    held = write(firm, "Lin", "hi")
    with scope(firm.id):
        rest = "from inbox_conversation c left join accounts_member m on m.id = c.assignee_id where c.id = %(id)s"
        found = shapes.ask([("c", Conversation), ("m", Member)], rest, {"id": held.pk})

    assert [(one.pk, member) for one, member in found] == [(held.pk, None)]


def test_rows_of_another_organisation_are_not_held(firm):
    other = found_firm("muhe")
    write(other, "Wang", "hi")
    with scope(firm.id):
        assert shapes.held(Customer, "true", {}) == []
    with scope(other.id):
        assert [one.name for one in shapes.held(Customer, "true", {})] == ["Wang"]
        assert len(shapes.held(Account, "true", {})) == 1


def test_nothing_is_held_outside_a_scope(firm):
    with pytest.raises(OutOfScope):
        shapes.held(Customer, "true", {})
