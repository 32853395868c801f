"""Companies for tests."""

from changlai.companies import actions
from changlai.companies.models import Company
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, Firm


def make_company(firm: Firm, name: str, **facts: object) -> Company:
    with scope(firm.id):
        return actions.create(facts={"name": name, **facts}, by=firm.admin, now=NOON)
