"""One order to the control API: its JSON and what it refers to, with refusals in words."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct, to_builtins
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.models import Corp, Follow, KfAccount, KfSession, Member, Person
from sandbox.people import session_of
from sandbox.wecom.callbacks import Pusher
from sandbox.wecom.crypt import CryptError
from sandbox.wecom.limits import Limits
from sandbox.world import World

BAD_REQUEST, NOT_FOUND = 400, 404
Answer = dict[str, Any]


class NotHere(LookupError):
    """What the order refers to does not exist."""


@dataclass(frozen=True)
class Order:
    """A request: path and query parameters in `names`, the JSON object in `body`."""

    world: World
    pusher: Pusher
    limits: Limits
    names: Mapping[str, str]
    body: Answer = field(default_factory=dict)

    def text(self, name: str, default: str | None = None) -> str:
        """A string from body, path or query; ValueError if it is missing and has no default."""
        value = self.body.get(name, self.names.get(name, default))
        if not isinstance(value, str) or (default is None and not value):
            raise ValueError(f"{name} must be a text")
        return value

    def number(self, name: str, default: float) -> float:
        """A number from body or query."""
        return float(self.body.get(name, self.names.get(name, default)))

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean from the body."""
        return bool(self.body.get(name, default))

    def corp(self) -> Corp:
        """The company named by `corpid`; without it the only one there is."""
        corps = list(self.world.corps)
        corpid = self.text("corpid", corps[0].corpid if len(corps) == 1 else None)
        corp = self.world.corps.get(corpid)
        if corp is None:
            raise NotHere(f"no company {corpid}")
        return corp

    def person(self) -> Person:
        """The person named by `person`, by id or by external_userid."""
        name = self.text("person")
        person = self.world.people.get(name)
        if person is None:
            for corp in self.world.corps:
                person = person or self.world.person_behind(corp.corpid, name)
        if person is None:
            raise NotHere(f"no person {name}")
        return person

    def member(self) -> Member:
        """The member named by `userid`."""
        member = self.world.members.get(self.corp().corpid, self.text("userid"))
        if member is None:
            raise NotHere(f"no member {self.text('userid')}")
        return member

    def kf_account(self) -> KfAccount:
        """The account named by `open_kfid`; without it the company's only one."""
        corp = self.corp()
        every = self.world.kf_accounts.by("corp", corp.corpid)
        open_kfid = self.text("open_kfid", every[0].open_kfid if len(every) == 1 else None)
        account = self.world.kf_accounts.get(corp.corpid, open_kfid)
        if account is None:
            raise NotHere(f"no account {open_kfid}")
        return account

    def kf_session(self) -> KfSession:
        """The person's session with the account."""
        return session_of(self.world, self.kf_account(), self.person())

    def follow(self) -> Follow:
        """The relation between the member and the person."""
        corp, member = self.corp(), self.member()
        external_userid = self.world.customer_of(corp.corpid, self.person()).external_userid
        follow = self.world.follows.get(corp.corpid, member.userid, external_userid)
        if follow is None:
            raise NotHere(f"{member.userid} does not follow {external_userid}")
        return follow


def shown(row: Struct) -> Answer:
    """A row as JSON."""
    answer: Answer = to_builtins(row)
    return answer


Carry = Callable[[Order], Answer | Awaitable[Answer]]


def as_endpoint(carry_out: Carry, world: World, pusher: Pusher, limits: Limits) -> Callable[..., Any]:
    """Make a Starlette endpoint of a function that carries out an order."""

    async def endpoint(request: Request) -> Response:
        try:
            body = await _body(request)
            names = {**request.query_params, **request.path_params}
            answer = carry_out(Order(world, pusher, limits, names, body))
            return JSONResponse(await answer if isinstance(answer, Awaitable) else answer)
        except NotHere as error:
            return JSONResponse({"error": str(error)}, status_code=NOT_FOUND)
        except (ValueError, TypeError, CryptError, json.JSONDecodeError) as error:
            return JSONResponse({"error": str(error)}, status_code=BAD_REQUEST)

    return endpoint


async def _body(request: Request) -> Answer:
    """The JSON object of a request, empty without a body; TypeError if it is another value."""
    body = await request.json() if await request.body() else {}
    if not isinstance(body, dict):
        raise TypeError("send a JSON object")
    return body
