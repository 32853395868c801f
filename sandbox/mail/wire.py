"""Lines over TLS, and the two servers that speak in them."""

import asyncio
import ssl
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeAlias

from sandbox.mail.certificates import certificates
from sandbox.mail.post import Post

LONGEST_LINE = 64 * 1024
QUIET_SECONDS = 1_900.0  # RFC 3501, 5.4: nobody is turned out before half an hour
Line: TypeAlias = str | bytes


class Lines:
    """One connection, line by line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def say(self, *lines: Line) -> None:
        self.writer.write(b"".join((one.encode() if isinstance(one, str) else one) + b"\r\n" for one in lines))
        await self.writer.drain()

    async def hear(self) -> str:
        """The next line; empty when the connection ended."""
        async with asyncio.timeout(QUIET_SECONDS):
            return (await self.reader.readline()).decode("utf-8", "replace").strip("\r\n")

    async def hear_mail(self, limit: int) -> bytes | None:
        """A mail up to the lone period (RFC 5321, 4.5.2); None when it is longer than ``limit`` bytes."""
        parts, size = [], 0
        while (line := await self.reader.readline()) and line != b".\r\n":
            size += len(line)
            if size <= limit:
                parts.append(line.removeprefix(b"."))
        return b"".join(parts) if size <= limit else None


class Talk(Protocol):
    async def talk(self) -> None:
        """Until the other side leaves."""


class MailService:
    """IMAP at one port and SMTP at another, both with TLS from the start."""

    def __init__(self, post: Post, folder: Path) -> None:
        self.post, self.folder = post, folder
        self.ports: tuple[int, int] | None = None
        self._servers: list[asyncio.Server] = []
        self._talks: set[asyncio.Task[None]] = set()

    async def start(self, host: str, imap_port: int, smtp_port: int, kinds: tuple[type, type]) -> None:
        """Listen; when a port is taken there is no mail, and everything else goes on."""
        files = certificates(self.folder)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(files.certificate, files.key)
        try:
            for port, kind in zip((imap_port, smtp_port), kinds, strict=True):
                server = await asyncio.start_server(self._served(kind), host, port, ssl=context, limit=LONGEST_LINE)
                self._servers.append(server)
        except OSError as error:
            sys.stderr.write(f"no mail service: port {port}: {error}\n")
            self.close()
            return
        self.ports = (imap_port, smtp_port)

    def close(self) -> None:
        """Let go of the ports, and of whoever is connected."""
        for server in self._servers:
            server.close()
        for talk in self._talks:
            talk.cancel()

    def _served(
        self, kind: Callable[[Post, Lines], Talk]
    ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None  # noqa: S101 - a server's callback runs in one
            self._talks.add(task)
            try:
                with suppress(OSError, TimeoutError, ValueError, asyncio.CancelledError):
                    await kind(self.post, Lines(reader, writer)).talk()
            finally:
                self._talks.discard(task)
                writer.close()

        return serve
