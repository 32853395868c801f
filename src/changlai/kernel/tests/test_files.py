"""Files are kept once, whole or not at all, for one organisation."""

import hashlib
import io

import pytest
from django.utils.translation import override

from changlai.kernel import files
from changlai.kernel.errors import Refusal
from changlai.kernel.files import space, store
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import scope
from changlai.kernel.tests.samples import jpeg

pytestmark = pytest.mark.usefixtures("files_folder")


def test_keep_stores_once_and_returns_the_same_row(db, files_folder):
    with scope(1):
        first = files.keep(b"%PDF-1.7 same", "报价.pdf", declared_type="application/pdf")
        again = files.keep(io.BytesIO(b"%PDF-1.7 same"), "报价.pdf")
        other = files.keep(b"%PDF-1.7 same", "other.pdf")

        assert (first.id, first.size, first.media_type) == (again.id, 13, "application/pdf")
        assert other.id != first.id
        assert files.read(first) == b"%PDF-1.7 same"
    digest = hashlib.sha256(b"%PDF-1.7 same").hexdigest()
    assert [path for path in files_folder.rglob("*") if path.is_file()] == [files_folder / digest[:2] / digest]
    assert (files_folder / digest[:2] / digest).stat().st_mode & 0o777 == 0o640


def test_keep_cleans_pictures(db):
    with scope(1):
        kept = files.keep(jpeg() + b"<script>", "photo.png", declared_type="image/png")

        assert (kept.name, kept.media_type, kept.width, kept.height) == ("photo.jpg", "image/jpeg", 40, 30)
        assert b"<script>" not in files.read(kept)


def test_rows_of_two_organisations_share_bytes_and_nothing_else(db, files_folder):
    with scope(1):
        mine = files.keep(b"%PDF-1.7 same", "a.pdf")
    with scope(2):
        theirs = files.keep(b"%PDF-1.7 same", "a.pdf")

        assert [file.id for file in StoredFile.objects.all()] == [theirs.id]
    assert mine.id != theirs.id
    assert len([path for path in files_folder.rglob("*") if path.is_file()]) == 1


class Endless:
    """Never stops giving; counts what was taken."""

    taken = 0

    def read(self, size, /):
        self.taken += size
        return b"x" * size


def test_keep_stops_reading_at_the_limit(db, settings, files_folder):
    settings.FILE_LIMIT_BYTES = 1_000_000
    endless = Endless()

    with override("en"), scope(1), pytest.raises(Refusal) as caught:
        files.keep(endless, "big.bin")

    assert endless.taken < 2_000_000
    assert str(caught.value.sentence).replace("\xa0", " ").startswith("“big.bin” is larger than 976.6 KB")
    assert [path for path in files_folder.rglob("*") if path.is_file()] == []


def test_empty_file_is_refused(db):
    with scope(1), pytest.raises(Refusal) as caught:
        files.keep(b"", "a.txt")
    assert caught.value.rule == "file.empty"


def test_nothing_is_kept_when_the_disk_is_nearly_full(db, monkeypatch, files_folder):
    monkeypatch.setattr(space, "free_space", lambda: space.Space(total=1000, free=49))

    with scope(1), pytest.raises(files.NoSpace) as caught:
        files.keep(b"text", "a.txt")

    assert (caught.value.status, caught.value.rule) == (507, "file.no_space")
    assert not files_folder.exists()


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


def test_refused_file_leaves_nothing_behind(db, files_folder):
    with override("en"), scope(1), pytest.raises(Refusal) as caught:
        files.keep(b"<!DOCTYPE html><p>", "page.txt", declared_type="text/plain")

    assert "“page.txt” is a program or a web page" in str(caught.value.sentence)
    assert [path for path in files_folder.rglob("*") if path.is_file()] == []


def test_folder_is_not_readable_by_others(db, files_folder):
    with scope(1):
        files.keep(b"text", "a.txt")

    assert all(path.stat().st_mode & 0o007 == 0 for path in files_folder.rglob("*"))


def test_verbatim_is_kept_whatever_it_is_and_only_handed_out(db, rf):
    page = b"<html><script>alert(1)</script></html>"
    with scope(1):
        kept = files.keep_verbatim(page, "mail.eml", media_type="message/rfc822")

        assert files.read(kept) == page
        answer = files.response(rf.get("/"), kept)
        with pytest.raises(ValueError, match="inline"):
            files.keep_verbatim(page, "x.png", media_type="image/png")

    answer.close()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "message/rfc822"
