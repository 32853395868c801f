"""Serve: callbacks, live events and pages, in one process. Start as many as wanted, on any machines.

--role=edge answers callbacks and live events only, --role=site pages only; all is the default.
"""

import argparse
import os

from changlai.cli.environment import ready_environment

BACKLOG = 4096  # connections waiting to be accepted
BACKPRESSURE = 20_000  # requests at a time, open event streams included
STOP_WITHIN = 5  # seconds for open answers to end


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", choices=("all", "edge", "site"), default=os.environ.get("CHANGLAI_WEB_ROLE", "all"))
    parser.add_argument("--host", default=os.environ.get("CHANGLAI_HOST", "127.0.0.1"), help="address to listen on")
    parser.add_argument("--port", type=int, default=int(os.environ.get("CHANGLAI_PORT", "8000")))


def run(options: argparse.Namespace) -> int:
    with ready_environment():
        os.environ["CHANGLAI_WEB_ROLE"] = options.role
        os.environ.setdefault("CHANGLAI_PROCESS", "web")
        os.environ.setdefault("CHANGLAI_POOL", "8")
        serve(options.host, options.port)
    return 0


def serve(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT. granian keeps one process under this one and renews it when it dies."""
    from granian import Granian  # noqa: PLC0415 (slow)
    from granian.constants import HTTPModes, Interfaces, Loops  # noqa: PLC0415 (slow)
    from granian.log import LogLevels  # noqa: PLC0415 (slow)

    Granian(
        "changlai.cli.serving:app",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        loop=Loops.auto,  # uvloop's where there is one
        http=HTTPModes.http1,
        workers=1,
        websockets=False,
        backlog=BACKLOG,
        backpressure=BACKPRESSURE,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=STOP_WITHIN,
        log_level=LogLevels.warning,
    ).serve()
