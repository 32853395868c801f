"""`python -m sandbox --port 9790 --state DIR`: run the sandbox until SIGINT or SIGTERM.

The mail service listens at the two ports above: 9791 for IMAP, 9792 for SMTP.
"""

import argparse
import asyncio
import os
import signal
from pathlib import Path

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from sandbox.app import create_app
from sandbox.mail.imap import Imap
from sandbox.mail.smtp import Smtp


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="sandbox", description="Plays WeCom, a mail service and customers.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=9790)
    parser.add_argument("--state", type=Path, default=Path("var/sandbox"), help="directory that keeps the state")
    args = parser.parse_args()
    asyncio.run(serve(args.host, args.port, args.state))
    # Everything is written. The threads of an embedded granian outlive its loop, and one that still holds an open
    # stream aborts an interpreter that clears itself up.
    os._exit(0)


async def serve(host: str, port: int, directory: Path) -> None:
    """Listen until a signal asks to stop; the state is written before returning."""
    app = create_app(directory)
    await app.state.mail.start(host, port + 1, port + 2, (Imap, Smtp))
    server = Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_level=LogLevels.error,
    )

    def stop() -> None:
        app.state.hub.close()
        server.stop()  # type: ignore[no-untyped-call]  # granian

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await server.serve()


if __name__ == "__main__":
    main()
