"""Files: judged by content, kept once, named harmlessly, handed out safely."""

import hashlib
import io
import struct
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from changlai.kernel import files
from changlai.kernel.errors import Refusal
from changlai.kernel.files import formats, space, store
from changlai.kernel.files.names import LONGEST, clean_name, with_extension
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import scope

OFFICE = "application/vnd.openxmlformats-officedocument."


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


def jpeg(size=(40, 30), color="red"):
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "JPEG")
    return out.getvalue()


def packed(*names, content=b"x"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


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
def test_active_content_is_refused_and_nothing_kept(content, name, db, folder):
    with override("en"), scope(1), pytest.raises(Refusal) as caught:
        files.keep(content, name, declared_type="image/jpeg")

    assert caught.value.rule == "file.active_content"
    assert f"“{clean_name(name)}” is a program or a web page" in str(caught.value.sentence)
    assert [path for path in folder.rglob("*") if path.is_file()] == []


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


def test_keep_stores_once_and_returns_the_same_row(db, folder):
    with scope(1):
        first = files.keep(b"%PDF-1.7 same", "报价.pdf", declared_type="application/pdf")
        again = files.keep(io.BytesIO(b"%PDF-1.7 same"), "报价.pdf")
        other = files.keep(b"%PDF-1.7 same", "other.pdf")

        assert (first.id, first.size, first.media_type) == (again.id, 13, "application/pdf")
        assert other.id != first.id
        assert files.read(first) == b"%PDF-1.7 same"
    digest = hashlib.sha256(b"%PDF-1.7 same").hexdigest()
    assert [path for path in folder.rglob("*") if path.is_file()] == [folder / digest[:2] / digest]
    assert (folder / digest[:2] / digest).stat().st_mode & 0o777 == 0o640


def test_keep_cleans_pictures(db):
    with scope(1):
        kept = files.keep(jpeg() + b"<script>", "photo.png", declared_type="image/png")

        assert (kept.name, kept.media_type, kept.width, kept.height) == ("photo.jpg", "image/jpeg", 40, 30)
        assert b"<script>" not in files.read(kept)


def test_rows_of_two_organisations_share_bytes_and_nothing_else(db, folder):
    with scope(1):
        mine = files.keep(b"%PDF-1.7 same", "a.pdf")
    with scope(2):
        theirs = files.keep(b"%PDF-1.7 same", "a.pdf")

        assert [file.id for file in StoredFile.objects.all()] == [theirs.id]
    assert mine.id != theirs.id
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


class Endless:
    """Never stops giving; counts what was taken."""

    taken = 0

    def read(self, size, /):
        self.taken += size
        return b"x" * size


def test_keep_stops_reading_at_the_limit(db, settings, folder):
    settings.FILE_LIMIT_BYTES = 1_000_000
    endless = Endless()

    with override("en"), scope(1), pytest.raises(Refusal) as caught:
        files.keep(endless, "big.bin")

    assert endless.taken < 2_000_000
    assert str(caught.value.sentence).replace("\xa0", " ").startswith("“big.bin” is larger than 976.6 KB")
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_empty_file_is_refused(db):
    with scope(1), pytest.raises(Refusal) as caught:
        files.keep(b"", "a.txt")
    assert caught.value.rule == "file.empty"


def test_nothing_is_kept_when_the_disk_is_nearly_full(db, monkeypatch, folder):
    monkeypatch.setattr(space, "free_space", lambda: space.Space(total=1000, free=49))

    with scope(1), pytest.raises(files.NoSpace) as caught:
        files.keep(b"text", "a.txt")

    assert (caught.value.status, caught.value.rule) == (507, "file.no_space")
    assert not folder.exists()


def test_free_space_is_told_before_the_folder_exists():
    found = files.free_space()

    assert 0 < found.free <= found.total
    assert space.Space(100, 14).is_low
    assert not space.Space(100, 15).is_low
    assert space.Space(100, 4).is_full


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "g" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_a_hash_becomes_a_path(digest):
    with pytest.raises(ValueError, match="hash"):
        store.path_of(digest)


# --- handing out ----------------------------------------------------------------------------------------------------


def answer(file, *, download=False, **headers):
    request = RequestFactory().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    found = files.response(request, file, download=download)
    return found, body_of(found)


def body_of(found):
    body = b"".join(found) if found.streaming else found.content
    found.close()
    return body


@pytest.fixture
def pdf(db):
    with scope(1):
        yield files.keep(b"%PDF-1.7 " + bytes(range(256)) * 4, '报价 "1".pdf')


@pytest.fixture
def photo(db):
    with scope(1):
        yield files.keep(jpeg((400, 200)), "photo.jpg")


def test_pdf_is_an_attachment_with_its_true_name(pdf):
    found, body = answer(pdf)

    assert (found.status_code, body) == (200, files.read(pdf))
    assert found["Content-Type"] == "application/pdf"
    assert found["Content-Length"] == str(pdf.size)
    kind, plain, true = found["Content-Disposition"].split("; ")
    assert (kind, plain) == ("attachment", 'filename="__ 1.pdf"')
    assert unquote(true.removeprefix("filename*=UTF-8''")) == "报价 1.pdf"


def test_every_answer_is_kept_from_being_run_or_shared(pdf):
    found, _ = answer(pdf)

    assert found["X-Content-Type-Options"] == "nosniff"
    assert found["Content-Security-Policy"] == "default-src 'none'; img-src 'self'; media-src 'self'; sandbox"
    assert found["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "private" in found["Cache-Control"]


def test_picture_is_shown_unless_download_is_asked(photo):
    assert answer(photo)[0]["Content-Disposition"].startswith("inline;")
    assert answer(photo, download=True)[0]["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "text/plain", "application/pdf", formats.OCTETS])
def test_nothing_but_known_media_is_inline(media_type):
    assert not formats.is_inline(media_type)


def test_known_copy_is_not_sent_again(pdf):
    first, _ = answer(pdf)
    found, body = answer(pdf, If_None_Match=f'W/"x", {first["ETag"]}')

    assert (found.status_code, body, found["ETag"]) == (304, b"", first["ETag"])


@pytest.mark.parametrize(
    ("asked", "status", "piece", "content_range"),
    [
        ("bytes=0-3", 206, slice(0, 4), "bytes 0-3/1033"),
        ("bytes=1000-", 206, slice(1000, None), "bytes 1000-1032/1033"),
        ("bytes=-10", 206, slice(-10, None), "bytes 1023-1032/1033"),
        ("bytes=0-99999", 206, slice(0, None), "bytes 0-1032/1033"),
        ("bytes=-99999", 206, slice(0, None), "bytes 0-1032/1033"),
        ("bytes=1033-", 416, None, "bytes */1033"),
        ("bytes=-0", 416, None, "bytes */1033"),
        ("bytes=9-3", 416, None, "bytes */1033"),
        ("bytes=0-3,5-9", 200, slice(0, None), None),
        ("bytes=-", 200, slice(0, None), None),
        ("lines=0-3", 200, slice(0, None), None),
        ("bytes=٣-٤", 200, slice(0, None), None),
    ],
)
def test_range(pdf, asked, status, piece, content_range):
    found, body = answer(pdf, Range=asked)

    assert (found.status_code, found.get("Content-Range")) == (status, content_range)
    assert body == (files.read(pdf)[piece] if piece else b"")
    if status == 206:
        assert found["Content-Length"] == str(len(body))


def test_range_of_an_older_version_is_ignored(pdf):
    assert answer(pdf, Range="bytes=0-3", If_Range='"other"')[0].status_code == 200


def test_thumbnail_is_made_once_in_a_known_size(photo, folder):
    found = files.thumbnail_response(RequestFactory().get("/"), photo, 100)
    small = Image.open(io.BytesIO(body_of(found)))

    assert (found["Content-Type"], small.size) == ("image/webp", (320, 160))
    assert files.thumbnail(photo, 320) == files.thumbnail(photo, 100)
    assert len(list((folder / "thumbnails").rglob("*.webp"))) == 1
    assert files.thumbnail(photo, 5000).name.endswith("-960.webp")


def test_thumbnail_of_a_document_is_an_error(pdf):
    with pytest.raises(ValueError, match="picture"):
        files.thumbnail(pdf, 100)


def test_folder_is_not_readable_by_others(db, folder):
    with scope(1):
        files.keep(b"text", "a.txt")

    assert all(path.stat().st_mode & 0o007 == 0 for path in Path(folder).rglob("*"))
