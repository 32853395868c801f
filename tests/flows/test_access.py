"""Why may they? The rule in words, and that it is the rule the lists follow."""

import pytest

from changlai.accounts import actions as accounts
from changlai.accounts import queries
from changlai.accounts.models import Member
from changlai.accounts.tests.factories import make_member
from changlai.customers.tests.factories import browser, make_customer
from changlai.inbox.models import Conversation
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm

pytestmark = pytest.mark.django_db
ROLES = ("admin", "manager", "agent", "sales", "viewer")


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def people(firm):
    """One of each role in two departments, one below the other."""
    with scope(firm.id):
        sales = accounts.create_department(organisation=firm.organisation, name="Sales")
        east = accounts.create_department(organisation=firm.organisation, name="East", parent=sales)
    made = [
        make_member(firm.organisation, role, name=f"{role} {place.name}", department=place)
        for role in ROLES
        for place in (sales, east)
    ]
    return [*made, make_member(firm.organisation, "agent", name="loner")]


def test_the_explanation_agrees_with_the_lists(firm, people):
    owners = [None, *people]
    customers = [make_customer(firm, f"Customer {number}", owner=owner) for number, owner in enumerate(owners)]
    with scope(firm.id):
        talks = [
            Conversation.objects.create(
                customer=customer, account=firm.account, opened_at=NOON, last_message_at=NOON, assignee=owner
            )
            for customer, owner in zip(customers, owners, strict=True)
        ]
        kinds = {kind.slug: kind for kind in queries.record_kinds()}
        members = list(Member.objects.select_related("role", "department").order_by("id"))
        for member in members:
            for kind, rows in (("customer", customers), ("conversation", talks)):
                for row in rows:
                    answer = queries.explain(member, kinds[kind], row.pk, asker=firm.admin)

                    assert answer is not None
                    assert answer.decisions[0].is_allowed == answer.is_seen, f"{member.name}: {answer}"
                    assert answer.exception == ""


def test_the_page_says_the_rule(firm, people):
    boss, rep = people[2], people[3]  # managers see everything; the agents' department decides
    agent = people[4]
    lin = make_customer(firm, "Lin", owner=rep)
    client = browser(firm.admin)

    def said(member, link=f"http://127.0.0.1:8000/o/hemu/customers/{lin.pk}/?list=1"):
        return client.get("/o/hemu/settings/access/", {"member": member.pk, "link": link}).content.decode()

    assert f"{boss.name} sees it." in said(boss)
    assert "which includes “see customers”: Everything." in said(boss)
    assert "who is responsible for this one, belongs to it." in said(agent)
    assert "read the audit log" in said(agent, link="")


@pytest.mark.parametrize(
    "link", ["http://elsewhere.example/x", "/o/hemu/settings/", "/o/muhe/customers/1/", "nonsense"]
)
def test_links_that_are_no_record_are_named_as_such(firm, link):
    response = browser(firm.admin).get("/o/hemu/settings/access/", {"member": firm.admin.pk, "link": link})

    assert response.status_code == 422
    assert "Customer" in response.content.decode()


def test_a_record_that_is_not_there_is_not_told_apart(firm):
    response = browser(firm.admin).get(
        "/o/hemu/settings/access/", {"member": firm.admin.pk, "link": "/o/hemu/customers/999/"}
    )

    assert "You may not see this record yourself, or it does not exist." in response.content.decode()
