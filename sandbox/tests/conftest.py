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


@pytest.fixture
def write(sandbox, demo):
    """小满 writes to the account."""
    return lambda text="你好", **more: sandbox.order("people/xiaoman/message", text=text, **more)["msgid"]


@pytest.fixture
def sync(sandbox, account):
    def pull(cursor="", **more):
        return sandbox.api("kf/sync_msg", {"open_kfid": account, "cursor": cursor, "limit": 100} | more)

    return pull


@pytest.fixture
def send(sandbox, account, xiaoman):
    """The company answers; the error code."""

    def post(**more):
        body = {"touser": xiaoman, "open_kfid": account, "msgtype": "text", "text": {"content": "您好"}} | more
        return sandbox.code("kf/send_msg", body)

    return post
