"""What the console shows, and how log files are put aside."""

import json
import os

import pytest

from changlai.cli.commands.logs import last_lines, log_files
from changlai.cli.errors import Trouble
from changlai.cli.supervision import logs
from changlai.cli.supervision.logs import Pump, RotatingFile, empty_when_long, worth_showing


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('{"at":"t","level":"info","event":"web.request","logger":"x"}', ""),
        (
            '{"at":"t","level":"error","event":"send.failed","logger":"x","code":7,"trace":"long"}',
            "error send.failed code=7",
        ),
        ("plain words of another program  ", "plain words of another program"),
        ('{"half', '{"half'),
        ("", ""),
    ],
)
def test_console_shows_what_a_person_needs(line, shown):
    assert worth_showing(line) == shown


def test_of_a_stack_only_the_last_line_is_shown_and_all_is_kept(tmp_path):
    reader, writer = os.pipe()
    text = 'Traceback (most recent call last):\n  File "x.py", line 1\n    boom()\nValueError: no\nafter\n'
    os.write(writer, text.encode())
    os.close(writer)
    shown: list[str] = []
    file = RotatingFile(tmp_path / "web.log")
    pump = Pump(os.fdopen(reader, "rb", buffering=0), file, shown.append)

    more_to_come = pump.carry()

    pump.close()
    file.close()
    assert (more_to_come, shown) == (False, ["ValueError: no", "after"])
    assert (tmp_path / "web.log").read_text() == text


def test_long_file_is_put_aside_and_the_eldest_goes(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "LIMIT", 10)
    file = RotatingFile(tmp_path / "web.log")

    for number in range(6):
        file.write(f"line number {number}\n".encode())

    file.close()
    kept = {path.name: path.read_text().strip() for path in tmp_path.iterdir()}
    assert kept == {
        "web.log": "",
        "web.log.1": "line number 5",
        "web.log.2": "line number 4",
        "web.log.3": "line number 3",
    }


def test_full_disk_loses_lines_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "LIMIT", 10)
    file = RotatingFile(tmp_path / "web.log")
    file._stream.close()
    with open("/dev/full", "ab", buffering=0) as full:  # noqa: PTH123 (as the file does)
        file._stream = full
        file.write(b"what no disk takes\n")
    file._stream = file.path.open("ab", buffering=0)

    file.write(b"room\n")

    file.close()
    assert file.path.read_bytes() == b"room\n"


def test_file_of_another_writer_is_emptied_in_place(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "LIMIT", 10)
    path = tmp_path / "postgres.log"
    with path.open("ab") as other_writer:
        other_writer.write(b"twelve bytes")
        other_writer.flush()

        empty_when_long(path)

        other_writer.write(b"new")
    assert (path.read_text(), (tmp_path / "postgres.log.1").read_text()) == ("new", "twelve bytes")


def test_unknown_log_names_those_there_are(tmp_path):
    for name in ("web", "worker-1"):
        (tmp_path / f"{name}.log").write_text("one\ntwo\nthree\n")

    with pytest.raises(Trouble, match="there are: web, worker-1"):
        log_files(tmp_path, "db")
    assert last_lines(tmp_path / "web.log", 2) == ["two", "three"]
    assert json.dumps([file.stem for file in log_files(tmp_path, None)]) == '["web", "worker-1"]'
