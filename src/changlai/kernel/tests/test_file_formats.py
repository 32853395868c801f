"""What a file is: judged by content, named harmlessly."""

import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changlai.kernel.errors import Refusal
from changlai.kernel.files import formats
from changlai.kernel.files.names import LONGEST, clean_name, with_extension
from changlai.kernel.tests.samples import packed

OFFICE = "application/vnd.openxmlformats-officedocument."
KNOWN = [
    (b"%PDF-1.7 ...", "a.pdf", "", "application/pdf"),
    (b"\0\0\0\x18ftypmp42....", "a.mp4", "", "video/mp4"),
    (b"\0\0\0\x18ftypM4A ....", "a.m4a", "", "audio/mp4"),
    (b"\0\0\0\x18ftypmp42....", "a", "audio/mp4", "audio/mp4"),
    (b"\0\0\0\x18ftypqt  ....", "a.mov", "", "video/quicktime"),
    (b"\0\0\0\x18ftypheic....", "a.heic", "", formats.OCTETS),
    (b"#!AMR\n\x3c", "a.amr", "", "audio/amr"),
    (b"\x02#!SILK_V3", "a.silk", "", "audio/silk"),
    (b"ID3\x03\0\0", "a.mp3", "", "audio/mpeg"),
    (b"\xff\xfb\x90\x00" + b"\0" * 50, "a.mp3", "", "audio/mpeg"),
    (b"RIFF\0\0\0\0WAVEfmt ", "a.wav", "", "audio/wav"),
    (packed("[Content_Types].xml", "word/document.xml"), "a.docx", "", OFFICE + "wordprocessingml.document"),
    (packed("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", "", OFFICE + "spreadsheetml.sheet"),
    (packed("[Content_Types].xml", "ppt/presentation.xml"), "a.pptx", "", OFFICE + "presentationml.presentation"),
    (packed("readme.txt"), "a.zip", "", "application/zip"),
    (packed("Index/Document.iwa"), "a.key", "", formats.OCTETS),
    (b"PK\x03\x04 broken", "a.zip", "", formats.OCTETS),
    ("姓名,电话\n".encode(), "a.csv", "", "text/csv"),
    ("姓名,电话\n".encode("gb18030"), "a", "text/csv; charset=gbk", "text/csv"),
    ("\ufeff你好".encode("utf-16"), "a.txt", "", "text/plain"),
    ("你好".encode() * 1500, "cut.txt", "", "text/plain"),
    (b"MZ-2000 was a computer", "a.txt", "", "text/plain"),
    (b"if a < b then <script> is only a word here", "a.txt", "", "text/plain"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old.doc", "", formats.OCTETS),
    (bytes(range(256)), "a.bin", "", formats.OCTETS),
    (b"%!PS-Adobe-3.0 EPSF-3.0\n", "a.jpg", "image/jpeg", "text/plain"),
]
ACTIVE = [
    (b"<!DOCTYPE html><p>", "page.txt"),
    (b"\xef\xbb\xbf \n<HTML>", "page"),
    (b"<!-- hello --><script>1</script>", "a.txt"),
    (b"<!-- one -->\n <!-- two --> <html>", "a.txt"),
    (b"<?xml version='1.0'?><svg onload='x'>", "a.png"),
    (b"<svg/onload=1>", "a"),
    ("<html>".encode("utf-16"), "a.txt"),
    (b"MZ\x90\0\x03", "photo.jpg"),
    (b"\x7fELF\x02", "tool"),
    (b"#!/bin/sh\nrm", "notes.txt"),
    (b"plain", "run.bat"),
    (b"plain", "x.HTML"),
    (b"plain", "x.js"),
    (b"plain", "invoice.pdf.exe"),
]


@pytest.mark.parametrize(("content", "name", "declared", "expected"), KNOWN)
def test_content_decides_what_a_file_is(content, name, declared, expected, tmp_path):
    path = tmp_path / "x"
    path.write_bytes(content)

    assert formats.detect(path, name=name, declared_type=declared) == expected


@pytest.mark.parametrize(("content", "name"), ACTIVE)
def test_active_content_is_refused(content, name, tmp_path):
    path = tmp_path / "x"
    path.write_bytes(content)

    with pytest.raises(Refusal) as caught:
        formats.detect(path, name=name, declared_type="image/jpeg")
    assert caught.value.rule == "file.active_content"


def test_a_thousand_comments_are_judged_at_once(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"<!---->" * 500 + b"no page at all")

    assert formats.detect(path, name="a.txt", declared_type="") == "text/plain"


def test_zip_with_too_much_inside_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.write_bytes(packed("a", "b", content=b"\0" * 100_000))
    monkeypatch.setattr(formats, "ZIP_UNPACKED_BYTES", 150_000)

    with pytest.raises(Refusal) as caught:
        formats.detect(path, name="a.zip", declared_type="")
    assert caught.value.rule == "file.bomb"


def test_zip_with_a_giant_table_of_contents_is_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.write_bytes(b"PK\x03\x04" + b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, 2**31, 0, 0))
    monkeypatch.setattr(zipfile, "ZipFile", None)

    with pytest.raises(Refusal):
        formats.detect(path, name="a.zip", declared_type="")


def test_zip_with_too_many_members_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.write_bytes(packed(*(f"{n}" for n in range(20))))
    monkeypatch.setattr(formats, "ZIP_MEMBERS", 19)

    with pytest.raises(Refusal):
        formats.detect(path, name="a.zip", declared_type="")


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("报价单.pdf", "报价单.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.pdf", "a.pdf"),
        ("..", "file"),
        ("", "file"),
        ("a\0b\n.pdf", "ab.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        (".htaccess", "htaccess"),
        ("a\ud800b.txt", "ab.txt"),
        ("  a   b  .pdf", "a b .pdf"),
        ('"<b>":|?*.txt', "b.txt"),
    ],
)
def test_name_is_made_harmless(given_name, expected):
    assert clean_name(given_name) == expected


@given(st.text(max_size=400))
def test_clean_name_is_always_safe(text):
    name = clean_name(text)

    assert 0 < len(name) <= LONGEST
    assert not set(name) & set('/\\\0\r\n"<>:|?*\u202e')
    assert name not in {".", ".."}
    assert clean_name(name) == name
    name.encode()


def test_long_name_keeps_its_extension():
    assert clean_name("长" * 300 + ".pdf").endswith("长.pdf")


def test_extension_follows_the_content():
    assert with_extension("photo.png", ("jpg", "jpeg")) == "photo.jpg"
    assert with_extension("photo.JPEG", ("jpg", "jpeg")) == "photo.JPEG"
    assert with_extension("v1.2 notes", ("pdf",)) == "v1.2 notes.pdf"
    assert with_extension("photo", ("jpg",)) == "photo.jpg"
