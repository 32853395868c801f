"""Files of visitors: taken in through the checks every file passes, handed out by address only."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from urllib.parse import quote, unquote

from django.conf import settings
from django.db import close_old_connections
from django.utils import translation

from changlai.channels import visits
from changlai.channels.contracts import Attachment, Visits
from changlai.channels.intake import Doorplate
from changlai.edge import requests
from changlai.edge.answers import answer
from changlai.kernel import db
from changlai.kernel.errors import Refusal
from changlai.kernel.models import StoredFile

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
THREADS = 2
AT_ONCE = 40  # uploads on their way
SECONDS = 120.0  # an upload may take
CHUNK = 128 * 1024
IMAGES = ("image/jpeg", "image/png", "image/gif", "image/webp")
T = TypeVar("T")


class Files:
    """Threads of its own: the disk and Django's connection block."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="visitor-files")
        self.places = asyncio.Semaphore(AT_ONCE)

    async def keep(
        self, receive: Receive, plate: Doorplate, door: Visits, headers: Mapping[str, str]
    ) -> Attachment | str:
        """The kept file, or why it is not, in the visitor's language."""
        name = unquote(headers.get("x-file-name", "")) or "file"
        declared, language = headers.get("content-type", ""), _language(headers)
        async with self.places:
            with tempfile.TemporaryFile() as temporary:
                try:
                    await requests.body_into(temporary, receive, door.file_bytes, SECONDS)
                except requests.TooLarge:
                    return await self.in_thread(_too_large, name, door.file_bytes, language)
                except requests.Gone:
                    return ""
                temporary.seek(0)
                return await self.in_thread(_keep, plate.organisation_id, temporary, name, declared, language)

    async def show(self, send: Send, plate: Doorplate, ticket: str) -> None:
        """A file by its ticket: pictures in the page, anything else to be saved."""
        file_id = visits.file_of(ticket, plate.organisation_id)
        found = await self.in_thread(visits.find_file, plate.organisation_id, file_id) if file_id else None
        if found is None:
            await answer(send, 404, b"", "text/plain")
            return
        path, stored = found
        await send({"type": "http.response.start", "status": 200, "headers": _headers(stored)})
        await self._pour(send, path)

    async def _pour(self, send: Send, path: Path) -> None:
        with path.open("rb") as file:
            while chunk := await self.in_thread(file.read, CHUNK):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def in_thread(self, call: Callable[..., T], *arguments: Any) -> T:  # noqa: ANN401 - handed through
        return await asyncio.get_running_loop().run_in_executor(self.threads, _tidy, call, *arguments)

    def close(self) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)


def _tidy(call: Callable[..., T], *arguments: Any) -> T:  # noqa: ANN401 - handed through
    """With a fresh look at the thread's connection before and after, as a request of Django's has."""
    close_old_connections()
    try:
        return call(*arguments)
    except Exception:
        db.drop_connection()
        raise
    finally:
        close_old_connections()


def _keep(organisation_id: int, file: BinaryIO, name: str, declared: str, language: str) -> Attachment | str:
    with translation.override(language):
        try:
            return visits.keep_file(organisation_id, file, name, declared)
        except Refusal as refusal:
            return str(refusal.sentence)


def _too_large(name: str, limit: int, language: str) -> str:
    with translation.override(language):
        return visits.too_large(name, limit)


def _language(headers: Mapping[str, str]) -> str:
    """The widget's: its page names it."""
    wanted = headers.get("x-language", "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _headers(stored: StoredFile) -> list[tuple[bytes, bytes]]:
    """A browser never runs it, and never shows it in another site's page."""
    way = "inline" if stored.media_type in IMAGES else "attachment"
    return [
        (b"content-type", stored.media_type.encode()),
        (b"content-length", str(stored.size).encode()),
        (b"content-disposition", f"{way}; filename*=UTF-8''{quote(stored.name, safe='')}".encode()),
        (b"content-security-policy", b"default-src 'none'; sandbox"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"cache-control", b"private, max-age=3600"),
    ]
