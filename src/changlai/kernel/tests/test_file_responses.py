"""Files are handed out so that no browser runs them."""

import io
from urllib.parse import unquote

import pytest
from django.http import Http404
from django.test import RequestFactory
from PIL import Image

from changlai.kernel import files
from changlai.kernel.files import formats
from changlai.kernel.files.store import path_of
from changlai.kernel.tenancy import scope
from changlai.kernel.tests.samples import jpeg

pytestmark = pytest.mark.usefixtures("files_folder")


def answer(file, *, download=False, **headers):
    request = RequestFactory().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    found = files.response(request, file, download=download)
    return found, body_of(found)


def body_of(found):
    body = b"".join(found) if found.streaming else found.content
    found.close()
    return body


@pytest.fixture
def pdf(db, files_folder):
    with scope(1):
        yield files.keep(b"%PDF-1.7 " + bytes(range(256)) * 4, '报价 "1".pdf')


@pytest.fixture
def photo(db, files_folder):
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


def test_thumbnail_is_made_once_in_a_known_size(photo, files_folder):
    found = files.thumbnail_response(RequestFactory().get("/"), photo, 100)
    small = Image.open(io.BytesIO(body_of(found)))

    assert (found["Content-Type"], small.size) == ("image/webp", (320, 160))
    assert files.thumbnail(photo, 320) == files.thumbnail(photo, 100)
    assert len(list((files_folder / "thumbnails").rglob("*.webp"))) == 1
    assert files.thumbnail(photo, 5000).name.endswith("-960.webp")


def test_thumbnail_of_a_document_is_an_error(pdf):
    with pytest.raises(ValueError, match="picture"):
        files.thumbnail(pdf, 100)


def test_an_address_asks_for_a_small_picture_or_a_download_and_what_is_gone_is_not_found(photo):
    small = files.attachment_response(RequestFactory().get("/?thumbnail"), photo, 100)
    kept = files.attachment_response(RequestFactory().get("/?download"), photo, 100)
    for one in (small, kept):
        one.close()
    path_of(photo.sha256).unlink()

    assert small["Content-Type"] == "image/webp"
    assert (kept["Content-Type"], kept["Content-Disposition"][:10]) == ("image/jpeg", "attachment")
    with pytest.raises(Http404):
        files.attachment_response(RequestFactory().get("/?download"), photo, 100)
