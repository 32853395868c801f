"""The sandbox with its Weibo, once a file, and empty for each test; its WeCom beside it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.house import Firm, found_firm
from tests.support.weibo import Weibo, running


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weibo]:
    with running(tmp_path_factory.mktemp("sandbox")) as weibo:
        yield weibo


@pytest.fixture
def weibo(platform: Weibo, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Weibo:
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{platform.port}"]
    for name in ("WEIBO", "WECOM"):
        monkeypatch.setenv(f"CHANGLAI_{name}_URL", f"http://127.0.0.1:{platform.port}")
    platform.reset()
    return platform


@pytest.fixture
def firm(weibo: Weibo) -> Firm:
    return found_firm()
