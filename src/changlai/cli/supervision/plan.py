"""Which processes `changlai up` runs, with which environment."""

import contextlib
import fcntl
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from changlai.cli.environment import (
    HOUSE_MAILBOX,
    house_mail,
    house_mail_password,
    make_secrets,
    sandbox_environment,
    sandbox_folder,
)
from changlai.cli.errors import Trouble
from changlai.cli.supervision.child import Service

SANDBOX_PORT = 9790
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
POOL = "8"  # database connections of the web process: one for each of its threads
ANY_PORT = 0
LAST_PORT = 65_535


@dataclass(frozen=True)
class Plan:
    """The processes of one `up`, before they have a database: ``environment`` completes them."""

    data: Path
    host: str
    port: int
    workers: int
    is_demo: bool
    sandbox_port: int | None

    @property
    def wants_sandbox(self) -> bool:
        """A trial: no platform can call this machine back, so the sandbox plays them."""
        return self.is_demo or (urlsplit(self.public_url).hostname in LOOPBACK and find_spec("sandbox") is not None)

    @property
    def local_url(self) -> str:
        """Where the product answers on this machine."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::", ""} else self.host  # noqa: S104 (compared, not bound)
        return f"http://{host}:{self.port}"

    @property
    def public_url(self) -> str:
        """What people type: the operator's setting, else this machine."""
        return os.environ.get("CHANGLAI_PUBLIC_URL", "").rstrip("/") or self.local_url

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.sandbox_port}" if self.sandbox_port else ""

    def environment(self, database_url: str) -> dict[str, str]:
        """What every process of ours gets."""
        environment = make_secrets(self.data).environment() | os.environ
        environment |= {
            "CHANGLAI_DATA": str(self.data),
            "CHANGLAI_DATABASE_URL": database_url,
            "CHANGLAI_PUBLIC_URL": self.public_url,
            "CHANGLAI_PORT": str(self.port),
            "CHANGLAI_WORKERS": str(self.workers),
            "PYTHONUNBUFFERED": "1",
        }
        environment |= sandbox_environment(self.sandbox_url, self.data)
        return environment | (house_mail(self.sandbox_url, self.data) if self.is_demo else {})

    def sandbox(self) -> Service:
        """The stand-in for the platforms; it needs no database and knows nothing of the product."""
        command = [sys.executable, "-m", "sandbox", "--port", str(self.sandbox_port)]
        command += ["--state", str(sandbox_folder(self.data))]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CHANGLAI_")}
        kept |= {"SANDBOX_FRAME_ANCESTORS": self.public_url, "PYTHONUNBUFFERED": "1"}
        if self.is_demo:
            kept["SANDBOX_MAILBOX"] = f"{HOUSE_MAILBOX}:{house_mail_password(self.data)}"
        return Service("sandbox", command, kept)

    def web(self, environment: dict[str, str]) -> Service:
        command = ["web", "--host", self.host, "--port", str(self.port)]
        return ours("web", command, {"CHANGLAI_POOL": POOL} | environment)

    def worker_services(self, environment: dict[str, str]) -> list[Service]:
        return [ours(f"worker-{number}", ["worker"], environment) for number in range(1, self.workers + 1)]


def ours(name: str, command: list[str], environment: dict[str, str]) -> Service:
    """A command of `changlai` as a service."""
    return Service(name, [sys.executable, "-m", "changlai", *command], environment | {"CHANGLAI_PROCESS": name})


def require_port(host: str, port: int, how_to_change: str) -> int:
    """The port, when nobody listens there; raises Trouble otherwise."""
    if is_free(host, port):
        return port
    raise Trouble(f"port {port} is taken by another program; {how_to_change}")


@contextlib.contextmanager
def held_ports(port: int, *, in_a_row: int = 1) -> Iterator[int]:
    """This port, or any free one when it is taken; with so many free ones ``in_a_row``, itself included.

    Whoever listens there begins a moment later, so another `up` of this machine could find them free too: they are
    held against it until the end, by locks on files named after them.
    """
    with contextlib.ExitStack() as held:
        while not _hold(range(port, port + in_a_row), held):
            port = _any_free_port()
        yield port


def _hold(ports: range, held: contextlib.ExitStack) -> bool:
    """Take all of them, or none."""
    with contextlib.ExitStack() as taken:
        for port in ports:
            if port > LAST_PORT or not is_free("127.0.0.1", port):
                return False
            try:
                lock = taken.enter_context((Path(tempfile.gettempdir()) / f"changlai-port-{port}.lock").open("a"))
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:  # another `up` has it, perhaps somebody else's
                return False
        held.push(taken.pop_all())
    return True


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # as servers do: a closing connection is no obstacle
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _any_free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", ANY_PORT))
        return int(probe.getsockname()[1])
