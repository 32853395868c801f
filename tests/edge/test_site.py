"""Pages and the API behind the door: requests and answers arrive whole, whatever their size and letters."""

import http.client
import json
import os
import socket
from collections.abc import Iterator

import pytest
from django.utils import timezone

from tests.edge.server import Server
from tests.support.house import Firm, deliver, message, settle

BOUNDARY = "changlai-test"
PIECE = 64 * 1024


@pytest.fixture
def bearer(firm: Firm) -> dict[str, str]:
    from changlai.accounts import actions  # noqa: PLC0415 (app ready)
    from changlai.kernel.tenancy import scope  # noqa: PLC0415 (app ready)

    with scope(firm.id):
        _token, value = actions.create_api_token(member=firm.admin, name="test", by=firm.admin)
    return {"authorization": f"Bearer {value}"}


def in_pieces(body: bytes) -> Iterator[bytes]:
    return (body[start : start + PIECE] for start in range(0, len(body), PIECE))


def form_of(file: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    return head.encode() + file + f"\r\n--{BOUNDARY}--\r\n".encode()


def send(server: Server, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """A POST whose body is sent in pieces."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request("POST", path, in_pieces(body), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.fixture
def answering(firm: Firm) -> Firm:
    """The firm behind a channel that can be written to."""
    from changlai.channels import actions  # noqa: PLC0415 (app ready)
    from changlai.kernel.tenancy import scope  # noqa: PLC0415 (app ready)

    settings = {**firm.account.settings, "send_url": "https://shop.example/in", "id_space": "shop"}
    with scope(firm.id):
        account = actions.connect(channel="webhook", name="商城", settings=settings, by=firm.admin)
    return Firm(firm.organisation, firm.admin, account)


def test_large_file_goes_in_and_out_as_it_is(server, answering, bearer):
    deliver(answering, message("xiaoman", "你好", at=timezone.now()))
    settle()
    [talk] = json.loads(server.ask("/api/v1/conversations", headers=bearer).body)["items"]
    file = os.urandom(1_500_000)

    kind = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    form = form_of(file)
    headers = bearer | kind | {"content-length": str(len(form))}
    status, said = send(server, f"/api/v1/conversations/{talk['id']}/files", form, headers)
    assert status == 201, said
    sent = json.loads(said)
    back = server.ask(f"/api/v1/messages/{sent['id']}/attachments/0", headers=bearer)

    assert back.status == 200
    assert back.body == file


def test_address_and_header_in_other_letters_reach_the_page(server):
    answer = server.ask("/%E4%BD%A0%E5%A5%BD/%FF", headers={"x-note": "\xe4\xbd\xa0", "accept-language": "en"})

    assert answer.status == 404
    assert b"</html>" in answer.body


def test_head_tells_what_get_would_and_sends_nothing(server):
    whole, head = server.ask("/sign-in/"), server.ask("/sign-in/", method="HEAD")

    assert (head.status, head.body) == (whole.status, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]


def test_who_leaves_in_the_middle_of_a_body_stops_nobody(server, bearer):
    for _ in range(12):  # twice as many as there are threads
        with socket.create_connection(("127.0.0.1", server.port)) as one:
            one.sendall(b"POST /api/v1/conversations HTTP/1.1\r\nhost: x\r\ncontent-length: 900000\r\n\r\nhalf")

    assert server.ask("/api/v1/me", headers=bearer).status == 200
