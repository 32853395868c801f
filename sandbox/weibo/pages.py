"""The Weibo page, on which people are played."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.control.order import Order, as_endpoint
from sandbox.weibo.api import WeiboApi
from sandbox.weibo.authorising import WeiboAuthorising
from sandbox.weibo.control import WeiboOrders
from sandbox.weibo.life import Life
from sandbox.weibo.pushes import CHINA, Pusher
from sandbox.weibo.records import WeiboAccount, WeiboPost, WeiboUser
from sandbox.weibo.texts import texts

HERE = Path(__file__).parent
SEE_OTHER, FORBIDDEN, UNFIT = 303, 403, 422
SHOWN = 60
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
Given = Mapping[str, str]


class Weibo:
    """Everything of Weibo under one roof: API, page, orders."""

    def __init__(self, template: Order) -> None:
        self._order, world = template, template.world
        self._pusher = Pusher(world, world.weibo)
        self._life = Life(world, world.weibo, self._pusher)
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )

    def routes(self) -> list[BaseRoute]:
        """Of the platform, of the page, of the control API."""
        base, api = self._order, WeiboApi(self._order.world, self._life)
        orders: Any = WeiboOrders(self._life, self._pusher).paths()
        return [
            Route("/2/{api:path}", api.__call__, methods=["GET", "POST"]),
            *WeiboAuthorising(self._life).routes(),
            Route("/oauth2/get_token_info", api.token_info, methods=["POST"]),
            Route("/weibo", self.page, methods=["GET"]),
            Route("/weibo", self.act, methods=["POST"]),
            Mount("/weibo/static", StaticFiles(directory=HERE / "static")),
            *(
                Route(f"/_sandbox{path}", as_endpoint(do, base.world, base.pusher, base.limits), methods=[method])
                for method, path, do in orders
            ),
        ]

    def close(self) -> None:
        """Stop what is under way."""
        self._pusher.close()

    async def page(self, request: Request) -> Response:
        """Posts and comments of everybody, and the private messages of who is played."""
        return self._page(request, {}, "")

    async def act(self, request: Request) -> Response:
        """One act of the person who is played."""
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return PlainTextResponse("written on this page only", status_code=FORBIDDEN)
        given = {name: values[-1] for name, values in parse_qs((await request.body()).decode(errors="replace")).items()}
        user, account = self._user(given.get("person", "")), self._company()
        do = self._acts.get(given.get("act", ""))
        if user is not None and do is not None:
            try:
                do(user, account, given)
            except ValueError:
                return self._page(request, given, texts(_language(request))["empty"])
        return RedirectResponse(_link(request, person=given.get("person", "")), status_code=SEE_OTHER)

    @property
    def _acts(self) -> Mapping[str, Callable[[WeiboUser, WeiboAccount | None, Given], object]]:
        return {
            "post": lambda user, _, given: self._life.post(user, given.get("text", "")),
            "pass_on": lambda user, _, given: self._life.post(user, "转发微博", self._post(given).id),
            "delete": lambda _, __, given: self._life.delete(self._post(given)),
            "comment": lambda user, _, given: self._life.comment(
                user, self._post(given), given.get("text", ""), given.get("answers", "")
            ),
            "message": self._message,
            "follow": self._follow,
            "unfollow": self._follow,
            "scan": self._scan,
            "tap": self._tap,
            "followers": self._followers,
        }

    def _message(self, user: WeiboUser, account: WeiboAccount | None, given: Given) -> None:
        if account is not None:
            self._life.write(user, account, given.get("text", ""))

    def _follow(self, user: WeiboUser, account: WeiboAccount | None, given: Given) -> None:
        if account is not None:
            self._life.follow(user, account, follows=given["act"] == "follow")

    def _scan(self, user: WeiboUser, account: WeiboAccount | None, _given: Given) -> None:
        if account is not None:
            self._life.scan(user, account, "1")

    def _tap(self, user: WeiboUser, account: WeiboAccount | None, _given: Given) -> None:
        if account is not None:
            self._life.tap(user, account, "contact")

    def _followers(self, user: WeiboUser, _account: WeiboAccount | None, given: Given) -> None:
        user.followers = min(int(given.get("followers", "0")), 10**9)
        self._life.tables.users.put(user)

    def _post(self, given: Given) -> WeiboPost:
        post = self._life.tables.posts.get(given.get("post", ""))
        if post is None:
            raise ValueError("no such post")
        return post

    def _company(self) -> WeiboAccount | None:
        return next(iter(self._life.tables.accounts), None)

    def _user(self, person_id: str) -> WeiboUser | None:
        people = [one for one in self._order.world.people if not one.id.startswith("crowd-")]
        chosen = next((one for one in people if one.id == person_id), people[0] if people else None)
        return self._life.user_of(chosen) if chosen else None

    def _page(self, request: Request, given: Given, trouble: str) -> Response:
        language, tables = _language(request), self._life.tables
        user, account = self._user(given.get("person") or request.query_params.get("person", "")), self._company()
        people = [one for one in self._order.world.people if not one.id.startswith("crowd-")]
        body = self._environment.get_template("weibo.html").render(
            t=texts(language),
            lang=language,
            other=_link(request, lang="zh" if language == "en" else "en", person=user.person_id if user else ""),
            here=_link(request, person=user.person_id if user else ""),
            people=[
                (one.nickname, bool(user and one.id == user.person_id), _link(request, person=one.id)) for one in people
            ],
            user=user,
            account=account,
            relation=self._life.relation(account.uid, user.uid) if account and user else None,
            posts=[self._shown(one) for one in list(tables.posts)[-SHOWN:]][::-1],
            lines=tables.lines.by("talk", account.uid, user.uid) if account and user else [],
            trouble=trouble,
            typed=given.get("text", "") if given.get("act") == "post" else "",
            phone=f"/phone?lang={language}",
        )
        headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
        return Response(body, media_type="text/html", headers=headers, status_code=UNFIT if trouble else 200)

    def _shown(self, post: WeiboPost) -> dict[str, Any]:
        tables = self._life.tables
        passed_on = tables.posts.get(post.passes_on) if post.passes_on else None
        comments = [
            {"row": one, "author": tables.users.get(one.uid), "at": _when(one.at)}
            for one in tables.comments.by("post", post.id)
        ]
        return {
            "row": post,
            "author": tables.users.get(post.uid),
            "at": _when(post.at),
            "passed_on": passed_on,
            "passed_on_author": tables.users.get(passed_on.uid) if passed_on else None,
            "comments": comments,
        }


def _when(at: float) -> str:
    return f"{datetime.fromtimestamp(at, CHINA):%m-%d %H:%M}"


def _language(request: Request) -> str:
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "zh")
    return "en" if asked.lower().startswith("en") else "zh"


def _link(request: Request, **query: str) -> str:
    return f"/weibo?{urlencode({'lang': _language(request)} | query)}"
