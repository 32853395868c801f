"""What a person sees of a payload: whatever a platform sent, it can be shown."""

import pytest

from changlai.channels.tables import SHOWN_BYTES, payload_text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b'{"a": ["\\u4f60"]}', '{\n  "a": [\n    "你"\n  ]\n}'),
        (b"<xml>\xe4\xbd\xa0</xml>", "<xml>你</xml>"),
        (b"12", "12"),
        (b"\xff{", "\ufffd{"),
        (b'["\\ud800"]', '[\n  "?"\n]'),
        (b"[" * 6_000 + b"]" * 6_000, "[" * 6_000 + "]" * 6_000),
        (b"[" * (SHOWN_BYTES + 1), "[" * SHOWN_BYTES),
    ],
    ids=["json", "xml", "scalar", "not text", "half a character", "nested beyond reason", "cut"],
)
def test_payload_can_always_be_shown(raw, shown):
    text = payload_text(raw)

    assert text == shown
    assert text.encode()
