"""What a role shows of phones and addresses, on screen and to programs."""

import pytest

from changlai.accounts import queries as accounts
from changlai.accounts.errors import UnknownField
from changlai.accounts.models import Role
from changlai.accounts.tests.factories import make_member
from changlai.channels.contracts import IdentityClaim
from changlai.customers import actions, masking
from changlai.customers.actions import Person
from changlai.customers.models import Customer, Identity
from changlai.customers.tests.factories import browser
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire

pytestmark = pytest.mark.django_db
PHONE, EMAIL = "+8613800136120", "wang.lin@example.com"


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def lin(firm):
    claims = (
        IdentityClaim("external_id", "shop", "lin"),
        IdentityClaim("phone", "", PHONE, exclusive=False),
        IdentityClaim("email", "", EMAIL, exclusive=False),
    )
    with scope(firm.id):
        (customer_id,) = actions.resolve([Person(firm.id, firm.account.id, claims, NOON)])
        return Customer.objects.get(id=customer_id)


def shown_to(member, customer):
    with scope(member.organisation_id):
        rows = Identity.objects.filter(customer=customer, kind__in=("phone", "email")).order_by("kind")
        return [masking.shown_value(member, row) for row in rows]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("admin", [EMAIL, "138****6120"]),
        ("sales", [EMAIL, "138****6120"]),
        ("viewer", ["w****@example.com", "138****6120"]),
    ],
)
def test_system_roles_mask_by_default(firm, lin, role, expected):
    assert shown_to(hire(firm, "Li", role), lin) == expected


def test_role_made_here_masks_until_ticked(firm, lin):
    with scope(firm.id):
        Role.objects.create(slug="night", name="Night", grants={"customers.view": "all"})
        Role.objects.create(
            slug="day", name="Day", grants={"customers.view": "all"}, shown_fields={"customers.phone": True}
        )
    night, day = make_member(firm.organisation, "night"), make_member(firm.organisation, "day")

    assert shown_to(night, lin) == ["w****@example.com", "138****6120"]
    assert shown_to(day, lin) == ["w****@example.com", "13800136120"]
    page = browser(night).get(f"/o/hemu/customers/{lin.id}/").content.decode()
    assert "w****@example.com" in page
    assert EMAIL not in page


def test_unknown_field_is_a_slip_of_the_pen(firm):
    with pytest.raises(UnknownField):
        accounts.may_see_field(firm.admin, "customers.shoe_size")
