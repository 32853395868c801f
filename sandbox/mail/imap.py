"""Fetching mails: the part of IMAP4rev1 (RFC 3501) with IDLE (RFC 2177) that a program needs to read one folder."""

import asyncio
import base64
import binascii
import re
import time
from contextlib import suppress
from datetime import UTC, date, datetime

from sandbox.mail.post import Post
from sandbox.mail.wire import Line, Lines
from sandbox.models import Mail

INBOX = "INBOX"
ABLE = "IMAP4rev1 AUTH=PLAIN IDLE ID"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_SINCE = re.compile(r"SINCE (\d{1,2})-([A-Za-z]{3})-(\d{4})", re.IGNORECASE)
_FROM = re.compile(r"UID (\d+):\*", re.IGNORECASE)
_PART = re.compile(r"BODY(?:\.PEEK)?\[\](?:<(\d+)\.(\d+)>)?", re.IGNORECASE)


class Imap:
    """One connection."""

    def __init__(self, post: Post, lines: Lines) -> None:
        self.post, self.lines = post, lines
        self.owner = ""
        self.is_open = False

    async def talk(self) -> None:
        """Until the other side leaves."""
        await self.lines.say(f"* OK [CAPABILITY {ABLE}] sandbox")
        while line := await self.lines.hear():
            tag, _, rest = line.partition(" ")
            name, _, rest = rest.partition(" ")
            if name.upper() == "UID":
                second, _, rest = rest.partition(" ")
                name = f"UID {second}"
            if name.upper() == "LOGOUT":
                await self.lines.say("* BYE", f"{tag} OK done")
                return
            await self._answer(tag, name.upper(), rest)

    async def _answer(self, tag: str, name: str, rest: str) -> None:
        doors = {"LOGIN": self._login, "AUTHENTICATE": self._authenticate}
        rooms = {
            "SELECT": self._select,
            "EXAMINE": self._select,
            "UID SEARCH": self._search,
            "UID FETCH": self._fetch,
            "IDLE": self._idle,
        }
        if name == "CAPABILITY":
            await self.lines.say(f"* CAPABILITY {ABLE}", f"{tag} OK done")
        elif name in {"NOOP", "ID", "CHECK"}:
            await self.lines.say(f"{tag} OK done")
        elif name in doors:
            await doors[name](tag, rest)
        elif not self.owner:
            await self.lines.say(f"{tag} NO sign in first")
        elif name == "LIST":
            await self.lines.say(f'* LIST () "/" "{INBOX}"', f"{tag} OK done")
        elif name in rooms and (self.is_open or name in {"SELECT", "EXAMINE"}):
            await rooms[name](tag, rest)
        else:
            await self.lines.say(f"{tag} BAD {name.lower()} is not played here")

    async def _login(self, tag: str, rest: str) -> None:
        words = [re.sub(r"\\(.)", r"\1", quoted) or bare for quoted, bare in _WORD.findall(rest)]
        await self._enter(tag, *[*words, "", ""][:2])

    async def _authenticate(self, tag: str, rest: str) -> None:
        await self.lines.say("+ ")
        parts = ["", "", ""]
        with suppress(binascii.Error):
            given = base64.b64decode(await self.lines.hear()).decode("utf-8", "replace")
            parts = [*given.split("\0"), "", ""]
        await self._enter(tag, parts[1], parts[2])

    async def _enter(self, tag: str, user: str, password: str) -> None:
        if self.post.may_enter(user, password):
            self.owner = user.lower()
            await self.lines.say(f"{tag} OK signed in")
        else:
            await self.lines.say(f"{tag} NO [AUTHENTICATIONFAILED] wrong user name or password")

    async def _select(self, tag: str, rest: str) -> None:
        if rest.strip('" ').upper() != INBOX:
            await self.lines.say(f"{tag} NO there is only {INBOX}")
            return
        self.is_open = True
        mails = self.post.mails(self.owner)
        following = mails[-1].uid + 1 if mails else 1
        await self.lines.say(
            "* FLAGS ()",
            f"* {len(mails)} EXISTS",
            "* 0 RECENT",
            f"* OK [UIDVALIDITY {self._validity()}]",
            f"* OK [UIDNEXT {following}]",
            f"{tag} OK [READ-ONLY] {INBOX}",
        )

    def _validity(self) -> int:
        """One number for a state of the sandbox; forgetting everything begins a new one."""
        world = self.post.world
        if not world.setting("mail_validity", 0):
            world.set("mail_validity", int(time.time()))
        return int(world.setting("mail_validity", 1))

    async def _search(self, tag: str, rest: str) -> None:
        found = [str(mail.uid) for mail in self.post.mails(self.owner) if _fits(mail, rest)]
        await self.lines.say(f"* SEARCH {' '.join(found)}".rstrip(), f"{tag} OK done")

    async def _fetch(self, tag: str, rest: str) -> None:
        wanted, _, asked = rest.partition(" ")
        numbers = {int(one) for one in wanted.split(",") if one.isdecimal()}
        part = _PART.search(asked)
        told: list[Line] = []
        for place, mail in enumerate(self.post.mails(self.owner), start=1):
            if mail.uid in numbers:
                told.append(_bytes_of(place, mail, part) if part else _facts(place, mail))
        await self.lines.say(*told, f"{tag} OK done")

    async def _idle(self, tag: str, _rest: str) -> None:
        """Tells how many mails there are whenever one comes, until the other side says DONE."""
        grown = asyncio.Event()
        waiting = self.post.waiting.setdefault(self.owner, set())
        waiting.add(grown)
        done = asyncio.ensure_future(self.lines.hear())
        try:
            await self.lines.say("+ idling")
            while not done.done():
                news = asyncio.ensure_future(grown.wait())
                await asyncio.wait({done, news}, return_when=asyncio.FIRST_COMPLETED)
                news.cancel()
                if grown.is_set():
                    grown.clear()
                    await self.lines.say(f"* {len(self.post.mails(self.owner))} EXISTS")
            await self.lines.say(f"{tag} OK done")
        finally:
            done.cancel()
            waiting.discard(grown)


def _fits(mail: Mail, asked: str) -> bool:
    since, first = _SINCE.search(asked), _FROM.search(asked)
    if since and since[2].title() in MONTHS:
        day = date(int(since[3]), MONTHS.index(since[2].title()) + 1, int(since[1]))
        return _moment(mail).date() >= day
    return mail.uid >= int(first[1]) if first else True


def _moment(mail: Mail) -> datetime:
    return datetime.fromtimestamp(mail.at, UTC)


def _facts(place: int, mail: Mail) -> str:
    at = _moment(mail)
    told = f"{at.day:02}-{MONTHS[at.month - 1]}-{at:%Y %H:%M:%S} +0000"
    return f'* {place} FETCH (UID {mail.uid} RFC822.SIZE {len(mail.raw)} INTERNALDATE "{told}")'


def _bytes_of(place: int, mail: Mail, part: re.Match[str]) -> bytes:
    start, name = (int(part[1]), f"BODY[]<{part[1]}>") if part[1] else (0, "BODY[]")
    data = mail.raw[start : start + int(part[2])] if part[2] else mail.raw
    return f"* {place} FETCH (UID {mail.uid} {name} {{{len(data)}}}\r\n".encode() + data + b")"
