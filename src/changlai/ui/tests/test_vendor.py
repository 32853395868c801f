from pathlib import Path

import pytest

from changlai.ui.tests.conftest import UI
from tools import vendor

ROOT = Path(vendor.__file__).resolve().parent.parent
DRAWING = (
    '<svg xmlns="x" width="24">\n  <path stroke="none" d="M0 0h24v24H0z" fill="none"/>\n  <path d="M1 1" />\n</svg>'
)


def test_the_lock_keeps_checksums_and_no_registry():
    lock = (ROOT / "package-lock.json").read_text()

    assert "resolved" not in lock
    assert "://" not in lock.replace("https://github.com/sponsors", "").replace("https://opencollective.com", "")
    assert lock.count('"integrity": "sha512-') == 4


def test_what_pages_load_is_there():
    folder = UI / "static" / "vendor"

    names = {*vendor.COPIES, *vendor.LICENCES, vendor.SPRITE, vendor.STAMP}
    assert {file.name for file in folder.iterdir()} == names
    assert all((folder / name).stat().st_size for name in names)


def test_a_symbol_keeps_the_strokes_only():
    assert vendor.symbol("dot", DRAWING) == '<symbol id="dot" viewBox="0 0 24 24"><path d="M1 1" /></symbol>'


def test_an_icon_that_does_not_exist_stops_the_set_up(tmp_path):
    with pytest.raises(SystemExit, match="does not have: unicorn"):
        vendor.sprite(tmp_path, ["unicorn"])


def test_names_are_read_once_each_without_remarks(tmp_path):
    file = tmp_path / "icons.txt"
    file.write_text("# all\nuser  # a person\n\nat\nuser\n")

    assert vendor.icon_names(file) == ["at", "user"]


def test_nothing_is_done_while_nothing_changed(monkeypatch):
    vendor.ensure(ROOT)  # a run of the tests may be the first to need the files
    monkeypatch.setattr(vendor, "install", lambda *_: pytest.fail("fetched again"))

    vendor.ensure(ROOT)


def test_a_changed_list_of_icons_is_noticed(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("x")
    second.write_text("y")

    assert vendor.fingerprint([first]) != vendor.fingerprint([second])
    assert vendor.fingerprint([first, second]) != vendor.fingerprint([second, first])


def test_a_failing_npm_says_what_failed(tmp_path):
    with pytest.raises(SystemExit, match="could not be fetched, see above: false"):
        vendor.call(["false"])
