"""Stop what `changlai up` runs on this machine, from another terminal."""

import argparse
import os
import signal
import time

from changlai.cli.environment import data_folder
from changlai.cli.errors import Trouble
from changlai.cli.supervision.state import is_running, read_state


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--within", type=float, default=60.0, metavar="SECONDS", help="how long to wait (default 60)")


def run(options: argparse.Namespace) -> int:
    data = data_folder()
    state = read_state(data)
    if not is_running(data) or not state:
        print("nothing runs here")
        return 0
    try:
        os.kill(state.pid, signal.SIGTERM)
    except PermissionError:
        raise Trouble(f"process {state.pid} belongs to another user; stop it as that one") from None
    deadline = time.monotonic() + options.within
    while is_running(data):
        if time.monotonic() > deadline:
            raise Trouble(f"process {state.pid} still stops after {options.within:.0f} s; look at `changlai logs`")
        time.sleep(0.1)
    print("stopped")
    return 0
