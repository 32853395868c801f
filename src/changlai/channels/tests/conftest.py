"""A firm whose custom channel hands messages to a platform of ours."""

import pytest


@pytest.fixture
def firm(transactional_db):
    from tests.support.house import found_firm  # noqa: PLC0415 (app ready)

    return found_firm()


@pytest.fixture
def platform(monkeypatch):
    """Takes the place of the custom channel's sender: takes everything until it is told otherwise."""
    from changlai.channels.tests.platform import Platform  # noqa: PLC0415 (app ready)

    found = Platform()
    found.stand_in(monkeypatch)
    return found
