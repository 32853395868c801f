"""The bridge between granian's protocol and ASGI."""

import asyncio
from typing import Any

from granian._granian import RSGIProtocolClosed

from changlai.edge.rsgi import Bridge


class GoneAfter:
    """A reader who leaves after so many pieces of the answer."""

    def __init__(self, pieces: int) -> None:
        self.pieces = pieces
        self.sent: list[bytes] = []

    def response_stream(self, _status: int, _headers: list[tuple[str, str]]) -> "GoneAfter":
        return self

    async def send_bytes(self, data: bytes) -> None:
        if len(self.sent) == self.pieces:
            raise RSGIProtocolClosed
        self.sent.append(data)


def test_who_leaves_in_the_middle_of_an_answer_is_no_error():
    async def answer(reader: Any) -> Bridge:
        bridge = Bridge("GET", reader)
        await bridge.send({"type": "http.response.start", "status": 200, "headers": []})
        for number in range(5):
            await bridge.send({"type": "http.response.body", "body": b"%d" % number, "more_body": number < 4})
        return bridge

    stays, leaves = GoneAfter(9), GoneAfter(2)
    done = asyncio.run(answer(stays))
    left = asyncio.run(answer(leaves))

    assert stays.sent == [b"0", b"1", b"2", b"3", b"4"]
    assert leaves.sent == [b"0", b"1"]
    assert (done.stream, left.stream) == (None, None)
