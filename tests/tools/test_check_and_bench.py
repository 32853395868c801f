"""The order of checks, the bars of benchmarks, and the contract of private rooms."""

import socket
import sys
import threading

import pytest
from grimp import ImportGraph

from tools import check
from tools.bench import Bar, Report, at_least, below, table
from tools.check import Step
from tools.import_contracts import PrivateRooms


def says(name: str, code: int, *, alone: bool = True) -> Step:
    return Step(name, (sys.executable, "-c", f"print('{name} speaks'); raise SystemExit({code})"), alone=alone)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> object:
    monkeypatch.setattr(check, "STEPS", (says("one", 0), says("two", 1), says("three", 0)))
    monkeypatch.setattr(sys, "argv", ["check", *words])
    with pytest.raises(SystemExit) as end:
        check.main()
    return end.value.code


def test_check_stops_at_the_first_failure(monkeypatch, capfd):
    assert run(monkeypatch) == 1

    said = capfd.readouterr().out
    assert "ok      one" in said
    assert "FAILED  two" in said
    assert "three" not in said
    assert "1 not run" in said


def test_check_goes_on_when_asked(monkeypatch, capfd):
    assert run(monkeypatch, "--keep-going") == 1
    assert "ok      three" in capfd.readouterr().out


def let_two_go(host: socket.socket) -> None:
    """Nobody goes before two have come."""
    (one, _), (two, _) = host.accept(), host.accept()
    with one, two:
        one.send(b"go")
        two.send(b"go")


def test_what_runs_beside_is_told_one_after_the_other_and_fails_the_check(monkeypatch, capfd):
    """Each waits until the other has begun, so they can only end when they run at the same time."""
    meet = "import socket; socket.create_connection(('127.0.0.1', {0})).recv(9); print('{1} 1'); print('{1} 2'); {2}"
    with socket.create_server(("127.0.0.1", 0)) as host:
        port = host.getsockname()[1]
        steps = tuple(
            Step(name, (sys.executable, "-c", meet.format(port, name, end)))
            for name, end in (("one", "0"), ("two", "raise SystemExit(1)"))
        )
        monkeypatch.setattr(check, "STEPS", (*steps, says("three", 0)))
        monkeypatch.setattr(sys, "argv", ["check"])
        host.settimeout(60)
        both = threading.Thread(target=let_two_go, args=(host,))
        both.start()

        with pytest.raises(SystemExit) as end:
            check.main()
        both.join()

    said = capfd.readouterr().out
    assert end.value.code == 1
    assert "one 1\none 2\n" in said
    assert "two 1\ntwo 2\n" in said
    assert "FAILED  two" in said
    assert "three speaks" not in said


def test_check_runs_what_is_named(monkeypatch):
    assert run(monkeypatch, "--only", "one", "three") == 0


def test_every_step_can_be_named_and_listed(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["check", "--list"])

    check.main()

    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [step.name for step in check.STEPS]


def test_missed_bar_fails_the_report_and_is_shown():
    report = Report("ingest", {"events": 10}, {"per_s": 2900.0}, bars=[at_least("3,000 a second", 2900.0, 3000.0)])

    assert not report.ok
    assert "MISSED  3,000 a second: 2,900" in table(report)
    assert below("p99 < 1 s", 0.4, 1.0) == Bar("p99 < 1 s", 0.4, 1.0, ok=True)
    assert not below("p99 < 1 s", 1.0, 1.0).ok


def graph(*imports: tuple[str, str]) -> ImportGraph:
    made = ImportGraph()
    for importer, imported in imports:
        made.add_import(importer=importer, imported=imported)
    return made


def trespasses(made: ImportGraph) -> list[str]:
    options = {
        "root": "house",
        "rooms": ["views", "jobs"],
        "public_modules": ["house.kernel"],
        "allowed_importers": ["house.web.urls"],
    }
    contract = PrivateRooms("private", session_options={"root_packages": ["house"]}, contract_options=options)
    return list(contract.check(made, verbose=False).metadata["trespasses"])


def test_private_rooms_are_for_their_own_module():
    made = graph(
        ("house.inbox.urls", "house.inbox.views"),
        ("house.web.urls", "house.inbox.views"),
        ("house.tags.actions", "house.kernel.jobs"),
        ("house.tags.actions", "house.inbox.actions"),
        ("house.tags.actions", "house.inbox.views.thread"),
    )

    assert trespasses(made) == ["house.tags.actions -> house.inbox.views.thread"]
