from collections.abc import Iterator
from typing import Any

import pytest

from changlai.channels.adapters.wecom.pulling.profiles import PROFILES
from changlai.channels.adapters.wecom.tests.stage import LiveDesk, Stage, stage


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("sandbox")) as play:
        yield play


@pytest.fixture
def play(running: Stage, settings: Any) -> Stage:
    """A fresh company and no memories."""
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{running.port}"]
    running.order("reset")
    running.make_company()
    PROFILES.forget()
    running.desk = LiveDesk(running.desk.base_url)
    running.refused.clear()
    running.deliveries.clear()
    running.bells.clear()
    return running
