from contextlib import suppress

import defusedxml.ElementTree as Defused
import pytest
from defusedxml.common import DTDForbidden
from hypothesis import given
from hypothesis import strategies as st

from changlai.channels.adapters.wecom import markup
from changlai.channels.errors import BadPayload

HOSTILE = [
    b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><A>&a;</A></xml>',
    b'<!DOCTYPE xml SYSTEM "http://127.0.0.1/x"><xml><A>1</A></xml>',
    b'<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><A>&e;</A></xml>',
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><xml><A>&d;</A></xml>',
    b'<!DOCTYPE xml [<!ENTITY % p "x"> %p;]><xml><A>1</A></xml>',
    b"<!DOCTYPE xml><xml><A>1</A></xml>",
    "<!DOCTYPE xml [<!ENTITY a 'b'>]><xml><A>&a;</A></xml>".encode("utf-16"),
]


@pytest.mark.parametrize("document", HOSTILE)
def test_document_types_are_refused_as_defusedxml_refuses_them(document):
    with pytest.raises(DTDForbidden):
        Defused.fromstring(document, forbid_dtd=True)

    with pytest.raises(BadPayload, match="dtd"):
        markup.read(document)


def test_fields_nested_fields_and_repeated_fields_are_read():
    document = (
        "<xml><Event><![CDATA[a<b>&c]]></Event><Empty/><N> 7 </N>"
        "<List><Item>x</Item><Item>y</Item><Item>z</Item></List><One><Item>x</Item></One></xml>"
    )

    assert markup.read(document.encode()) == {
        "Event": "a<b>&c",
        "Empty": "",
        "N": "7",
        "List": {"Item": ["x", "y", "z"]},
        "One": {"Item": "x"},
    }


def test_control_characters_and_half_characters_are_dropped():
    assert markup.read(b"<xml><Name>a\x00b\x08c</Name></xml>") == {"Name": "abc"}
    assert markup.read(b"<xml><Name>a\xed\xa0\x80b</Name></xml>")["Name"].strip("�") == "a���b".strip("�")


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"", "not_xml"),
        (b"hello", "not_xml"),
        (b"<xml>", "not_xml"),
        (b"<xml>text only</xml>", "not_xml"),
        (b"<xml/>", "not_xml"),
        (b"<xml><A>1</B></xml>", "not_xml"),
        (b"<xml>&undefined;</xml>", "not_xml"),
        (b"<a>" * 17 + b"</a>" * 17, "too_deep"),
        (b"<a>" * 20_000, "too_deep"),
    ],
)
def test_other_documents_are_bad_payloads(document, reason):
    with pytest.raises(BadPayload) as caught:
        markup.read(document)

    assert caught.value.reason == reason


@given(st.binary(max_size=300))
def test_reading_anything_gives_fields_or_a_bad_payload(data):
    for document in (data, b"<xml><A>" + data + b"</A></xml>"):
        with suppress(BadPayload):
            assert isinstance(markup.read(document), dict)
