"""A firm with conversations, and people at their screens."""

import pytest


@pytest.fixture
def firm(transactional_db):
    from tests.support.house import found_firm  # noqa: PLC0415 (app ready)

    return found_firm()


@pytest.fixture
def desk(firm):
    """The administrator's screen."""
    from changlai.inbox.tests.desk import sit_down  # noqa: PLC0415 (app ready)

    return sit_down(firm, firm.admin)
