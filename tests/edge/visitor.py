"""A visitor's page as it speaks to the server: without a browser, byte by byte."""

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from changlai.channels import actions as channels
from changlai.channels.adapters.webchat.tests import support as webchat
from changlai.channels.models import Account
from changlai.kernel.tenancy import scope
from tests.edge.server import Answer, Server, Stream
from tests.support.house import Firm

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


class Page:
    """A visitor's page, speaking to one account."""

    def __init__(self, server: Server, account: Account) -> None:
        self.server, self.path = server, f"/visit/{account.hook_key}"
        self.told: dict[str, Any] = {}

    def call(self, name: str, body: object = None, **headers: str) -> Answer:
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        found = {"authorization": f"Bearer {self.told['session']}"} if self.told else {}
        sent = found | {header.replace("_", "-"): value for header, value in headers.items()}
        return self.server.ask(f"{self.path}/{name}", method="GET" if data is None else "POST", body=data, headers=sent)

    def enter(self, **fields: Any) -> dict[str, Any]:
        answer = self.call("entrance", {"site": webchat.SITE} | fields)
        assert answer.status == 200, answer
        self.told = json.loads(answer.body)
        return self.told

    def say(self, text: str, number: int = 1, **fields: Any) -> Answer:
        return self.call("events", {"events": [webchat.message(id=f"client-{number:04}", text=text) | fields]})

    @contextmanager
    def listen(self, last: str = "") -> Iterator[Stream]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        headers = {"authorization": f"Bearer {self.told['session']}", **({"last-event-id": last} if last else {})}
        connection.request("GET", f"{self.path}/stream", headers=headers)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        try:
            yield Stream(answer)
        finally:
            answer.close()
            connection.close()


def connect(firm: Firm, **settings: Any) -> Account:
    kept = {name: value for name, value in webchat.SETTINGS.items() if name != "account_id"}
    with scope(firm.id):
        return channels.connect(channel="webchat", name="官网", settings=kept | settings, by=firm.admin)
