from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.tests.harness import Company, Sandbox


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path_factory.mktemp("sandbox")).start()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def company() -> Iterator[Company]:
    server = Company().start()
    yield server
    server.stop()


@pytest.fixture
def sandbox(process: Sandbox) -> Sandbox:
    """A running sandbox without any memory."""
    process.order("reset")
    return process


@pytest.fixture
def demo(sandbox: Sandbox, company: Company) -> dict[str, Any]:
    """The demo company, whose server is `company`."""
    return sandbox.demo(company.url)


@pytest.fixture
def account(demo: dict[str, Any]) -> str:
    open_kfid: str = demo["kf_accounts"][0]["open_kfid"]
    return open_kfid


@pytest.fixture
def xiaoman(demo: dict[str, Any]) -> str:
    """The external_userid of 小满."""
    external_userid: str = demo["people"][0]["external_userid"]
    return external_userid
