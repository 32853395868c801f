"""The desk an adapter sits at during a call: settings, tokens, buckets, files, the way out."""

import logging
import math
import time
from collections.abc import Callable, Mapping
from copy import copy
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from changlai.channels import registry, talks
from changlai.channels.contracts import Content, FileContent, Token
from changlai.channels.errors import CallFailed, RateLimited
from changlai.channels.models import Account, Media
from changlai.channels.models import Token as TokenRow
from changlai.channels.talks import Line
from changlai.kernel import db, files
from changlai.kernel.http import Client
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import scope
from changlai.settings.environment import platform_url

log = logging.getLogger("changlai.channels")
EARLY = 300  # seconds before its end a token is no longer handed out
FETCH_SECONDS = 10.0  # how long one caller may take to fetch a token
TOKEN_BUSY = gettext_noop("Another process is fetching the access token. It goes on by itself.")
NEGATIVE_SECONDS = 60.0  # a refused secret is not tried again for so long
FILE_GONE = gettext_noop("The file is no longer in our store, so nothing was sent. Attach it again and send it anew.")


class AccountDesk:
    """Made for one account; short transactions of its own, never one around a call to the outside.

    ``until`` is when all its calls must be over (monotonic seconds): whoever holds a lease says how long it lasts.
    """

    def __init__(self, account: Account, *, until: float = math.inf) -> None:
        self.organisation_id = account.organisation_id
        self.account_id = account.id
        self.settings: Mapping[str, Any] = {**account.settings, "account_id": account.id}
        channel = registry.channel(account.channel)
        self.base_url = platform_url(channel.slug, channel.base_url)
        self.until = until
        self.http = Client(until=until)

    def within(self, seconds: float) -> "AccountDesk":
        hurried = copy(self)
        hurried.until = min(self.until, time.monotonic() + seconds)
        hurried.http = Client(until=hurried.until)
        return hurried

    def token(self, name: str, fetch: Callable[[], Token]) -> str:
        """Single flight: whoever wins the row fetches, the others wait for its result."""
        kept = self._look(name)
        if kept:
            return kept
        deadline = min(time.monotonic() + FETCH_SECONDS, self.until)
        while True:
            value, ours = self._look_or_win(name)
            if value:
                return value
            if ours:
                return self._fetch(name, fetch)
            if time.monotonic() > deadline:
                raise CallFailed("token_busy", TOKEN_BUSY, permanent=False, wait=2.0)
            time.sleep(0.05)

    def drop_token(self, name: str, value: str) -> None:
        with scope(self.organisation_id):
            row = TokenRow.objects.select_for_update().filter(account_id=self.account_id, name=name).first()
            if row is not None and row.value.get("token") == value:
                row.expires_at = None
                row.save(update_fields=["expires_at"])

    def spend(self, api: str, *, per_minute: int) -> None:
        self._spend(api, per_minute, minutes=1)

    def spend_hourly(self, api: str, *, per_hour: int) -> None:
        self._spend(api, per_hour, minutes=60)

    def _spend(self, api: str, calls: int, *, minutes: int) -> None:
        wait = db.value(_SPEND, (self.organisation_id, self.account_id, api, calls, minutes))
        if wait is not None:
            raise RateLimited(api, float(wait))

    def block(self, api: str, *, seconds: float) -> None:
        with scope(self.organisation_id):
            db.run(_BLOCK, (self.organisation_id, self.account_id, api, timedelta(seconds=seconds)))

    def read_original(self, handle: str) -> bytes:
        with scope(self.organisation_id):
            kept = Media.objects.filter(account_id=self.account_id, remote=handle).first()
        return self.read_file(kept.file_id or 0 if kept else 0).data

    def show(self, thread: str, key: str, content: Content, *, author: str) -> None:
        line = Line(
            self.organisation_id, self.account_id, thread, key, content, timezone.now(), is_ours=True, name=author
        )
        with scope(self.organisation_id):
            talks.write([line])

    def read_file(self, file_id: int) -> FileContent:
        with scope(self.organisation_id):
            stored = StoredFile.objects.filter(id=file_id).first()
        try:
            if stored is not None:
                return FileContent(stored.name, stored.media_type, files.read(stored))
        except OSError as error:
            log.error("channels.file.unreadable", extra={"file": file_id, "error": type(error).__name__})  # noqa: TRY400
        raise CallFailed("file_gone", FILE_GONE, permanent=True)

    def _look(self, name: str) -> str:
        """The kept token, without a lock: what nearly every call finds."""
        sealed = db.value(_KEPT, (self.organisation_id, self.account_id, name, timedelta(seconds=EARLY)))
        if sealed is None:
            return ""
        value = TokenRow._meta.get_field("value").open(sealed, organisation_id=self.organisation_id)
        return str(value["token"])

    def _look_or_win(self, name: str) -> tuple[str, bool]:
        now = timezone.now()
        with scope(self.organisation_id):
            TokenRow.objects.bulk_create(
                [TokenRow(organisation_id=self.organisation_id, account_id=self.account_id, name=name)],
                ignore_conflicts=True,
            )
            row = TokenRow.objects.select_for_update().get(account_id=self.account_id, name=name)
            if row.expires_at and row.expires_at > now + timedelta(seconds=EARLY):
                return str(row.value["token"]), False
            if row.refused_until and row.refused_until > now:
                raise CallFailed(row.value.get("code", "refused"), row.value.get("sentence", ""), permanent=True)
            if row.fetching_until and row.fetching_until > now:
                return "", False
            row.fetching_until = now + timedelta(seconds=FETCH_SECONDS)
            row.save(update_fields=["fetching_until"])
        return "", True

    def _fetch(self, name: str, fetch: Callable[[], Token]) -> str:
        try:
            token = fetch()
        except CallFailed as error:
            refusal = {"code": error.code, "sentence": str(error.sentence)} if error.permanent else {}
            wait = NEGATIVE_SECONDS if error.permanent else 0.0
            self._settle(name, refusal, refused=wait)
            raise
        self._settle(name, {"token": token.value}, lives=max(token.seconds, EARLY + 60))
        return token.value

    def _settle(self, name: str, value: dict[str, str], *, lives: float = 0.0, refused: float = 0.0) -> None:
        now = timezone.now()
        with scope(self.organisation_id):
            row = TokenRow.objects.select_for_update().get(account_id=self.account_id, name=name)
            row.value = value
            row.expires_at = now + timedelta(seconds=lives) if lives else None
            row.refused_until = now + timedelta(seconds=refused) if refused else None
            row.fetching_until = None
            row.save()


class DraftDesk(AccountDesk):
    """For values that are no account's yet: what is asked with them is written down nowhere."""

    def __init__(self, channel: str, settings: Mapping[str, Any], organisation_id: int) -> None:
        super().__init__(Account(channel=channel, settings=dict(settings), organisation_id=organisation_id))
        self._tokens: dict[str, str] = {}

    def token(self, name: str, fetch: Callable[[], Token]) -> str:
        if name not in self._tokens:
            self._tokens[name] = fetch().value
        return self._tokens[name]

    def drop_token(self, name: str, value: str) -> None:
        self._tokens.pop(name, None)

    def spend(self, api: str, *, per_minute: int) -> None:
        """A person's few tries are in nobody's way."""

    def spend_hourly(self, api: str, *, per_hour: int) -> None:
        """As above."""

    def block(self, api: str, *, seconds: float) -> None:
        """There is nobody yet who would have to wait."""


_BLOCK = """
    insert into channels_bucket as b (organisation_id, account_id, api, minute, spent, blocked_until)
    values (%s, %s, %s, date_trunc('minute', clock_timestamp()), 0, clock_timestamp() + %s)
    on conflict (organisation_id, account_id, api) do update
      set blocked_until = greatest(b.blocked_until, excluded.blocked_until)"""
_SPEND = "select channels_spend(%s, %s, %s, %s, %s)"
_KEPT = "select value from channels_token_now(%s, %s, %s, %s)"
