"""The commands as a person types them."""

import os
import time
from pathlib import Path

import pytest

from changlai.cli.commands.keys import key_ids
from changlai.cli.commands.status import span
from changlai.cli.main import COMMANDS, build_parser, main
from changlai.cli.supervision.readiness import Readiness, _reasons, ask_readiness
from changlai.cli.supervision.state import HouseState, ProcessState, is_running, only_one, read_state, write_state
from changlai.cli.tests.support import listening_socket


@pytest.fixture(autouse=True)
def data(monkeypatch, tmp_path):
    monkeypatch.setenv("CHANGLAI_DATA", str(tmp_path))
    return tmp_path


def run(*words: str) -> object:
    with pytest.raises(SystemExit) as end:
        main(words)
    return end.value.code


def test_every_command_file_is_a_command():
    folder = Path(__file__).parent.parent / "commands"

    assert sorted(COMMANDS) == sorted(file.stem for file in folder.glob("[!_]*.py"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command, capsys):
    assert run(command, "--help") == 0
    assert len(capsys.readouterr().out.splitlines()) > 4


def test_unknown_words_are_refused_unless_another_program_gets_them(capsys):
    assert run("status", "--colour") == 2
    assert "unknown: --colour" in capsys.readouterr().err
    options, rest = build_parser().parse_known_args(["test", "-k", "close", "--lf"])
    assert (options.hands_on, rest) == (True, ["-k", "close", "--lf"])


def test_status_and_down_say_that_nothing_runs(data, capsys):
    assert run("status") == 3
    assert run("down") == 0
    assert capsys.readouterr().out == f"nothing runs here ({data})\nnothing runs here\n"


def test_logs_before_the_first_start_say_what_writes_them(data, capsys):
    assert run("logs") == f"changlai: there are no logs yet in {data / 'logs'}; `changlai up` writes them"


def test_second_up_names_the_first(data):
    with only_one(data):
        write_state(data, HouseState(os.getpid(), time.time(), "http://127.0.0.1:8000"))
        said = run("up")

    assert said == (
        f"changlai: it already runs at http://127.0.0.1:8000 (process {os.getpid()}). "
        "`changlai status` shows it, `changlai down` stops it"
    )


def test_up_on_a_taken_port_says_how_to_choose_another():
    with listening_socket() as port:
        said = run("up", "--port", str(port))

    assert (
        said == f"changlai: port {port} is taken by another program; choose another one: changlai up --port {port + 1}"
    )


def test_status_shows_a_running_house_that_does_not_answer(data, capsys):
    state = HouseState(
        os.getpid(), time.time(), "http://127.0.0.1:9", processes=[ProcessState("web", os.getpid(), time.time(), 2)]
    )
    with only_one(data):
        write_state(data, state)
        code = run("status")

    lines = capsys.readouterr().out.splitlines()
    assert code == 1
    assert lines[2].split()[:2] == ["web", str(os.getpid())]
    assert lines[2].split()[-1] == "2"
    assert lines[-1] == "not ready: no answer (ConnectionRefusedError)"


def test_lock_tells_the_truth_when_the_state_file_does_not(data):
    (data / "run").mkdir()
    write_state(data, HouseState(1, 0.0, "http://127.0.0.1:8000"))

    assert read_state(data) is not None
    assert not is_running(data)


@pytest.mark.parametrize(
    ("body", "reasons"),
    [
        ('{"ready": false, "reasons": ["database away", "disk full"]}', "database away, disk full"),
        ('{"reasons": {"database": "away"}}', "database: away"),
        ("gone\nfishing", "gone"),
        ("", ""),
    ],
)
def test_reasons_are_read_from_any_answer(body, reasons):
    assert _reasons(body) == reasons


def test_no_answer_is_a_reason():
    assert ask_readiness("http://127.0.0.1:9") == Readiness(ready=False, reasons="no answer (ConnectionRefusedError)")


def test_times_are_told_as_people_do():
    assert [span(s) for s in (5, 65, 3700, 90_000)] == ["5 s", "1 min", "1 h 1 min", "1 d 1 h"]


def test_keys_are_named_without_showing_them():
    assert key_ids("k2:c2VjcmV0,k1:b2xk") == ["k2", "k1"]


@pytest.mark.parametrize(
    ("since", "words"),
    [("yesterday", "is not a moment"), ("2026-11-20T08:00", "does not say its time zone")],
)
def test_rewind_takes_a_moment_with_its_time_zone_only(since, words):
    assert words in str(run("rewind", "customers.timeline", "--since", since))
