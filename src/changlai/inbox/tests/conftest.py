"""A firm, and the administrator at the screen."""

import pytest


@pytest.fixture
def firm(db):
    from tests.support.house import found_firm  # noqa: PLC0415 (app ready)

    return found_firm()


@pytest.fixture
def desk(firm):
    from changlai.inbox.tests.desk import sit_down  # noqa: PLC0415 (app ready)

    return sit_down(firm, firm.admin)
