import gzip
import os
import re
from typing import Any

import pytest
from django.http import FileResponse, HttpResponse, JsonResponse
from django.test import Client

from changlai.ui import static_files
from changlai.ui.middleware import CompressText
from changlai.ui.tests.conftest import UI

# An answer that is closed looks after the connections of its thread.
pytestmark = [pytest.mark.urls("changlai.ui.tests.urls"), pytest.mark.django_db]

PACKED = {"Accept-Encoding": "gzip"}


@pytest.fixture
def get():
    """Asks for an address as a browser does and closes the file afterwards: status, headers, body as sent."""

    def _get(address, **headers):
        answer = Client().get(address, headers=headers)
        body = b"".join(answer)
        answer.close()
        return answer.status_code, answer.headers, body

    return _get


@pytest.fixture
def compressed(rf):
    """What becomes of an answer on its way to a browser that understands gzip."""

    def _compressed(answer: HttpResponse) -> HttpResponse:
        sent: Any = CompressText(lambda _: answer)(rf.get("/", headers=PACKED))
        return sent

    return _compressed


def test_an_address_names_the_contents_and_is_kept_for_ever(get):
    status, headers, body = get(static_files.address("ui/islands.js"), **PACKED)

    assert re.fullmatch(r"/static/[0-9a-f]{16}/ui/islands\.js", static_files.address("ui/islands.js"))
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert gzip.decompress(body) == (UI / "static" / "ui" / "islands.js").read_bytes()


def test_what_a_script_imports_stands_below_the_same_digest(get):
    status, headers, _ = get(static_files.address("ui/core/toast.js"))

    assert (status, headers["Content-Type"]) == (200, 'text/javascript; charset="utf-8"')


def test_a_plain_name_is_looked_at_again(get):
    assert get("/static/ui/islands.js")[1]["Cache-Control"] == "max-age=3600, public"


@pytest.mark.parametrize("path", ["vendor/.stamp", "ui/../../settings/__init__.py", "ui/islands.js.gz", "nothing.js"])
def test_nothing_else_is_served(get, path):
    assert get(f"/static/{path}")[0] == 404
    assert get(static_files.address(path))[0] == 404


def test_everything_is_collected_once_and_three_trees_are_kept(tmp_path):
    for n, name in enumerate("abcd"):
        old = tmp_path / (name * static_files.DIGEST_LENGTH)
        old.mkdir()
        os.utime(old, (n, n))
    (tmp_path / ".unfinished").mkdir()

    tree = static_files.collect(tmp_path)
    made = (tree / "ui" / "islands.js").stat().st_mtime_ns
    static_files.collect(tmp_path)

    names = {name for name, _ in static_files.sources()}
    assert {str(file.relative_to(tree)) for file in tree.rglob("*") if file.is_file() and file.suffix != ".gz"} == names
    assert (tree / "ui" / "islands.js").stat().st_mtime_ns == made
    assert {found.name for found in static_files.trees(tmp_path)} == {tree.name, "c" * 16, "d" * 16}


def test_a_developer_sees_the_sources_at_once(get, settings):
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True

    assert static_files.address("ui/islands.js") == "/static/ui/islands.js"
    assert get("/static/ui/islands.js")[0] == 200


@pytest.mark.parametrize("answer", [HttpResponse("<p>" * 900), JsonResponse({"x": "y" * 2000})], ids=["page", "json"])
def test_texts_are_compressed(compressed, answer):
    content = answer.content

    sent = compressed(answer)

    assert sent["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in sent["Vary"]
    assert gzip.decompress(sent.content) == content


@pytest.mark.parametrize(
    "answer",
    [HttpResponse("short"), HttpResponse(b"x" * 2000, content_type="image/png"), FileResponse(iter([b"x" * 2000]))],
    ids=["short", "picture", "file"],
)
def test_other_things_go_as_they_are(compressed, answer):
    assert not compressed(answer).has_header("Content-Encoding")
