"""Taking mails in: the part of SMTP submission (RFC 6409) that a program needs to send one."""

import base64
import binascii
import re
from contextlib import suppress

from sandbox.mail.post import REFUSED, Post
from sandbox.mail.wire import Lines

LARGEST = 40 * 1024 * 1024
_ADDRESS = re.compile(r"<([^<>\s]+@[^<>\s]+)>")


class Smtp:
    """One connection."""

    def __init__(self, post: Post, lines: Lines) -> None:
        self.post, self.lines = post, lines
        self.user = ""
        self.recipients: list[str] = []

    async def talk(self) -> None:
        """Until the other side leaves."""
        await self.lines.say("220 sandbox")
        while line := await self.lines.hear():
            name, _, rest = line.partition(" ")
            if name.upper() == "QUIT":
                await self.lines.say("221 bye")
                return
            await self._answer(name.upper(), rest)

    async def _answer(self, name: str, rest: str) -> None:
        if name == "EHLO":
            await self.lines.say("250-sandbox", f"250-SIZE {LARGEST}", "250-8BITMIME", "250 AUTH PLAIN LOGIN")
        elif name == "AUTH":
            await self._enter(rest)
        elif name in {"NOOP", "RSET"}:
            self.recipients = []
            await self.lines.say("250 ok")
        elif not self.user:
            await self.lines.say("530 5.7.0 sign in first")
        elif name == "MAIL":
            await self._from(rest)
        elif name == "RCPT":
            await self._to(rest)
        elif name == "DATA":
            await self._data()
        else:
            await self.lines.say("502 5.5.1 not played here")

    async def _enter(self, rest: str) -> None:
        way, _, given = rest.partition(" ")
        if way.upper() == "LOGIN":
            user = _decoded(given or await self._ask("VXNlcm5hbWU6"))
            password = _decoded(await self._ask("UGFzc3dvcmQ6"))
        else:
            _, user, password, *_ = [*_decoded(given or await self._ask("")).split("\0"), "", "", ""]
        if self.post.may_enter(user, password):
            self.user = user.lower()
            await self.lines.say("235 2.7.0 signed in")
        else:
            await self.lines.say("535 5.7.8 wrong user name or password")

    async def _ask(self, what: str) -> str:
        await self.lines.say(f"334 {what}")
        return await self.lines.hear()

    async def _from(self, rest: str) -> None:
        found = _ADDRESS.search(rest)
        if found is None or found[1].lower() != self.user:
            await self.lines.say("553 5.7.1 this mailbox may send as itself only")
            return
        self.recipients = []
        await self.lines.say("250 ok")

    async def _to(self, rest: str) -> None:
        found = _ADDRESS.search(rest)
        if found is None:
            await self.lines.say("501 5.1.3 no address")
        elif found[1].lower().startswith(f"{REFUSED}@"):
            await self.lines.say("550 5.1.1 no such user here")
        else:
            self.recipients.append(found[1])
            await self.lines.say("250 ok")

    async def _data(self) -> None:
        if not self.recipients:
            await self.lines.say("503 5.5.1 nobody to send to")
            return
        await self.lines.say("354 go on")
        raw = await self.lines.hear_mail(LARGEST)
        if raw is None:
            await self.lines.say("552 5.3.4 too large")
            return
        self.post.take(self.user, self.recipients, raw)
        self.post.world.store.flush()
        self.recipients = []
        await self.lines.say("250 2.0.0 taken")


def _decoded(text: str) -> str:
    with suppress(binascii.Error):
        return base64.b64decode(text).decode("utf-8", "replace")
    return ""
