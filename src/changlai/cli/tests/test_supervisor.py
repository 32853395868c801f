"""The supervisor with small programs of its own to look after, and with the real PostgreSQL."""

import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from changlai.cli.errors import Trouble
from changlai.cli.postgres import Cluster
from changlai.cli.supervision.child import BACKOFF, Child, Service
from changlai.cli.supervision.state import read_state
from changlai.cli.supervision.supervisor import StopAsked, Supervisor

PATIENT = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); print('up', flush=True); "
SLEEP = "time.sleep(60)"


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    (tmp_path / "run").mkdir()
    made = Supervisor(tmp_path, "http://127.0.0.1:1")
    yield made
    made.stop_all()


def python(name: str, code: str) -> Service:
    return Service(name, [sys.executable, "-c", code], dict(os.environ))


def log(supervisor: Supervisor, name: str) -> str:
    return (supervisor.data / "logs" / f"{name}.log").read_text()


def until(supervisor: Supervisor, condition: Callable[[], bool]) -> None:
    assert supervisor.wait(condition, within=60), "it did not happen in time"


def test_killed_worker_starts_again(supervisor):
    first = supervisor.start(python("worker-1", PATIENT + SLEEP))
    until(supervisor, lambda: log(supervisor, "worker-1").count("up") == 1)

    os.kill(first.process.pid, signal.SIGKILL)

    until(supervisor, lambda: log(supervisor, "worker-1").count("up") == 2)
    again = supervisor.children["worker-1"]
    assert (again.restarts, again.process.pid != first.process.pid) == (1, True)


def test_worker_that_ends_by_itself_starts_again(supervisor):
    supervisor.start(python("worker-1", "print('up', flush=True)"))

    until(supervisor, lambda: log(supervisor, "worker-1").count("up") >= 2)


def test_what_a_dead_child_left_running_is_killed_with_it(supervisor):
    spawn = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
    code = PATIENT + spawn + "print('grandchild', p.pid, flush=True); " + SLEEP
    child = supervisor.start(python("web", code))
    until(supervisor, lambda: re.search(r"grandchild \d+\n", log(supervisor, "web")) is not None)
    grandchild = int(log(supervisor, "web").split("grandchild")[1].split()[0])

    os.kill(child.process.pid, signal.SIGKILL)

    until(supervisor, lambda: supervisor.children["web"].restarts == 1)
    assert not psutil.pid_exists(grandchild) or psutil.Process(grandchild).status() == psutil.STATUS_ZOMBIE


def test_pauses_grow_for_a_program_that_fails_but_not_for_one_that_was_killed():
    failing = Child(python("web", "raise SystemExit(1)"), restarts=9, in_a_row=4)
    killed = Child(python("web", "import os; os.kill(os.getpid(), 9)"), restarts=9, in_a_row=4)
    for child in (failing, killed):
        child.process.communicate()

    assert (failing.pause(), killed.pause()) == (BACKOFF[4], 1.0)
    assert (failing.end(), killed.end()) == ("exit code 1", "killed by SIGKILL")


def test_healthy_life_ends_a_row_of_failures(supervisor, monkeypatch):
    monkeypatch.setattr("changlai.cli.supervision.child.HEALTHY_AFTER", 0.0)
    supervisor.start(python("web", "raise SystemExit(1)"))

    until(supervisor, lambda: supervisor.children["web"].restarts == 3)

    assert supervisor.children["web"].in_a_row == 1


def test_state_that_cannot_be_written_does_not_stop_the_house(supervisor, capsys):
    (supervisor.data / "run").rmdir()
    (supervisor.data / "run").touch()

    supervisor.start(python("web", PATIENT + SLEEP))

    assert "cannot note down what runs" in capsys.readouterr().out
    assert not supervisor.children["web"].ended


def test_doors_stop_before_workers_and_the_deaf_are_killed(supervisor, monkeypatch):
    monkeypatch.setattr("changlai.cli.supervision.supervisor.PATIENCE", 1.0)
    record = supervisor.data / "stopped"
    say = f"lambda *_: (open({str(record)!r}, 'a').write(NAME + ' '), sys.exit(0))"
    for name in ("worker-1", "sandbox", "web"):
        code = (
            f"import signal, sys, time; NAME = {name!r}; signal.signal(signal.SIGTERM, {say}); print('up', flush=True)"
        )
        supervisor.start(python(name, f"{code}; {SLEEP}"))
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); "
    deaf_child = supervisor.start(python("worker-2", deaf + SLEEP))
    names = ("worker-1", "worker-2", "sandbox", "web")
    until(supervisor, lambda: all("up" in log(supervisor, name) for name in names))

    supervisor.stop_all()

    assert record.read_text().split() == ["web", "worker-1", "sandbox"]
    assert deaf_child.process.returncode == -signal.SIGKILL


def test_second_interrupt_does_not_wait(supervisor):
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); "
    supervisor.start(python("web", deaf + SLEEP))
    until(supervisor, lambda: "up" in log(supervisor, "web"))
    supervisor.interrupts = 2
    started = time.monotonic()

    supervisor.stop_all()

    assert time.monotonic() - started < 5


def test_interrupt_leaves_the_house_empty(supervisor):
    def live() -> None:
        with supervisor.house():
            supervisor.start(python("web", PATIENT + SLEEP))
            until(supervisor, lambda: "up" in log(supervisor, "web"))
            os.kill(os.getpid(), signal.SIGTERM)
            supervisor.run()

    with pytest.raises(StopAsked):
        live()
    assert supervisor.children == {}
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_ask_hands_back_what_was_printed_and_keeps_errors_in_the_log(supervisor):
    said = supervisor.ask(python("welcome", "import sys; print('link'); print('why', file=sys.stderr)"), within=60)

    assert said == "link"
    assert log(supervisor, "welcome") == "why\n"


def test_ask_tells_why_it_failed(supervisor):
    with pytest.raises(Trouble, match=r"migrate failed \(exit code 3\):\nno such table"):
        supervisor.ask(python("migrate", "import sys; print('no such table', file=sys.stderr); sys.exit(3)"), within=60)


def test_ask_tells_that_it_took_too_long(supervisor):
    with pytest.raises(Trouble, match=r"migrate failed \(not done after 0 s\)"):
        supervisor.ask(python("migrate", PATIENT + SLEEP), within=0.1)


def test_state_names_every_process(supervisor):
    child = supervisor.start(python("web", PATIENT + SLEEP))

    state = read_state(supervisor.data)

    assert state is not None
    assert [(process.name, process.pid) for process in state.processes] == [("web", child.process.pid)]
    assert (state.pid, state.url) == (os.getpid(), "http://127.0.0.1:1")


def test_crashed_postgres_starts_again(tmp_path):
    (tmp_path / "run").mkdir()
    base = Path("/tmp") / f"changlai-supervised-{os.getpid()}"  # noqa: S108 (the service user must reach it)
    supervisor = Supervisor(tmp_path, "http://127.0.0.1:1", cluster=Cluster(base, durable=False))
    assert supervisor.cluster is not None
    supervisor.cluster.ensure()
    try:
        supervisor.cluster.crash()

        until(supervisor, lambda: supervisor.cluster is not None and supervisor.cluster.pid is not None)
        with psycopg.connect(supervisor.cluster.url()) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    finally:
        supervisor.stop_all()
        shutil.rmtree(base)
    assert supervisor.cluster.pid is None
