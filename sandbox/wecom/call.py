"""One call of the API as an endpoint sees it, and the checks every endpoint shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.models import Corp, Customer, Follow, KfAccount, KfSession, Media, Member
from sandbox.wecom.errors import ApiError
from sandbox.wecom.limits import Limits
from sandbox.world import World

Body = dict[str, Any]
MEDIA_DAYS = 3
DAY = 86_400


@dataclass(frozen=True)
class Upload:
    """A file from a multipart form; `filename` is None when only the RFC 5987 form filename*= was sent."""

    filename: str | None
    content_type: str
    data: bytes


@dataclass(frozen=True)
class Call:
    """An authorised call: whose company, which parameters, from where."""

    world: World
    corp: Corp
    limits: Limits
    query: Mapping[str, str]
    body: Body = field(default_factory=dict)
    upload: Upload | None = None
    base_url: str = ""
    byte_range: str = ""

    def text(self, name: str, *, required: bool = True, most_bytes: int = 0) -> str:
        """A string parameter from the body or the query; 40063 if it is missing, 40058 if it is none."""
        value = self.body.get(name, self.query.get(name, ""))
        if not isinstance(value, str):
            raise ApiError(40058, name)
        if required and not value:
            raise ApiError(40063, name)
        if most_bytes and len(value.encode()) > most_bytes:
            raise ApiError(40058, f"{name} too long")
        return value

    def number(self, name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
        """An integer parameter (digits in the query count), within its bounds; else 40058."""
        value = self.body.get(name, self.query.get(name, default))
        if isinstance(value, str) and value.isdigit():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ApiError(40058, name)
        return value

    def texts(self, name: str, *, required: bool = True, most: int = 0) -> list[str]:
        """A list of strings; 40063 if it must not be empty, 40058 if it is too long or of another type."""
        value = self.body.get(name) or []
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise ApiError(40058, name)
        if required and not value:
            raise ApiError(40063, name)
        if most and len(value) > most:
            raise ApiError(40058, f"{name} too long")
        return value

    def part(self, name: str) -> Body:
        """An object inside the body; 40063 if it is missing."""
        value = self.body.get(name)
        if not isinstance(value, dict):
            raise ApiError(40063 if value is None else 40058, name)
        return value

    def member(self, userid: str) -> Member:
        """A colleague of the company; 60111 if there is none."""
        member = self.world.members.get(self.corp.corpid, userid)
        if member is None:
            raise ApiError(60111, userid)
        return member

    def customer(self, external_userid: str) -> Customer:
        """Someone this company knows; 40096 if it does not."""
        customer = self.world.customers.get(self.corp.corpid, external_userid)
        if customer is None:
            raise ApiError(40096, external_userid)
        return customer

    def follow(self, userid: str, external_userid: str) -> Follow:
        """The relation between a member and a customer; 84061 if there is none."""
        self.member(userid)
        self.customer(external_userid)
        follow = self.world.follows.get(self.corp.corpid, userid, external_userid)
        if follow is None:
            raise ApiError(84061)
        return follow

    def kf_account(self, open_kfid: str) -> KfAccount:
        """An account of the company; 95000 or 95004 if it is none."""
        if not open_kfid.startswith("wk"):
            raise ApiError(95000)
        account = self.world.kf_accounts.get(self.corp.corpid, open_kfid)
        if account is None:
            raise ApiError(95004)
        return account

    def kf_session(self, open_kfid: str, external_userid: str) -> KfSession:
        """The customer's session with the account, also when none has begun."""
        self.kf_account(open_kfid)
        self.customer(external_userid)
        found = self.world.kf_sessions.get(self.corp.corpid, open_kfid, external_userid)
        return found or KfSession(corpid=self.corp.corpid, open_kfid=open_kfid, external_userid=external_userid)

    def media(self, media_id: str, *kinds: str) -> Media:
        """A file uploaded in the last three days, of one of the kinds if any are named; else 40007."""
        media = self.world.media.get(media_id)
        if media is None or media.corpid != self.corp.corpid:
            raise ApiError(40007)
        expired = media.created_at + MEDIA_DAYS * DAY < self.world.clock.now()
        if expired or (kinds and media.type not in kinds):
            raise ApiError(40007)
        return media


def page(rows: list[Any], cursor: str, limit: int) -> tuple[list[Any], str]:
    """A page of `rows` and the cursor of the next one, empty at the end; 40058 for a foreign cursor."""
    if cursor and not (cursor.startswith("c-") and cursor[2:].isdigit()):
        raise ApiError(40058, "cursor")
    start = int(cursor[2:]) if cursor else 0
    more = start + limit < len(rows)
    return rows[start : start + limit], f"c-{start + limit}" if more else ""
