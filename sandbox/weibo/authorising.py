"""Weibo's OAuth2: the page on which an account's owner agrees, and the token for the code they bring back."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.weibo.life import Life
from sandbox.weibo.records import WeiboAccount
from sandbox.world import new_id

HERE = Path(__file__).parent
CODE_SECONDS = 300.0
TOKEN_SECONDS = 30 * 86_400
FOUND, BAD_REQUEST = 302, 400
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
WORDS = {
    21322: "redirect_uri_mismatch",
    21323: "invalid_request",
    21324: "invalid_client",
    21325: "invalid_grant",
    21330: "access_denied",
}


@dataclass(frozen=True)
class Code:
    """Whose agreement a code stands for."""

    uid: str
    redirect_uri: str
    at: float


class WeiboAuthorising:
    """The code flow. An app is known by the accounts that were opened with its key."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._codes: dict[str, Code] = {}
        templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
        self._page = templates.get_template("authorise.html")

    def routes(self) -> list[BaseRoute]:
        """Two pages and one call."""
        return [
            Route("/oauth2/authorize", self.ask, methods=["GET"]),
            Route("/oauth2/authorize/answer", self.answer, methods=["GET"]),
            Route("/oauth2/access_token", self.exchange, methods=["POST"]),
        ]

    async def ask(self, request: Request) -> Response:
        """Which account agrees; here nobody is signed in to Weibo, so all of the app's are offered."""
        accounts, wrong = self._asked(request)
        if wrong:
            return _refused(wrong)
        query = {name: request.query_params.get(name, "") for name in ("client_id", "redirect_uri", "state")}
        answers = [(one, _answer(query, one.uid)) for one in accounts]
        language = "en" if request.headers.get("accept-language", "zh").lower().startswith("en") else "zh"
        body = self._page.render(lang=language, answers=answers, decline=_answer(query, ""))
        headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
        return HTMLResponse(body, headers=headers)

    async def answer(self, request: Request) -> Response:
        """Back to whoever asked: with a code, or with the no."""
        accounts, wrong = self._asked(request)
        if wrong:
            return _refused(wrong)
        uid, target = request.query_params.get("uid", ""), request.query_params["redirect_uri"]
        told = {"state": request.query_params.get("state", "")}
        if uid in {one.uid for one in accounts}:
            code = new_id("", 32)
            self._codes[code] = Code(uid, target, self._life.world.clock.now())
            told |= {"code": code}
        else:
            told |= {"error": WORDS[21330], "error_code": "21330"}
        return RedirectResponse(f"{target}{'&' if '?' in target else '?'}{urlencode(told)}", status_code=FOUND)

    async def exchange(self, request: Request) -> Response:
        """A token for a code; each code is good once, for five minutes, for the address it was sent to."""
        given = dict(parse_qsl((await request.body()).decode(errors="replace")))
        code = self._codes.pop(given.get("code", ""), None)
        account = self._life.tables.accounts.get(code.uid) if code else None
        wrong = self._wrong(given, code, account)
        if wrong or account is None:
            body = {"error": WORDS[wrong or 21325], "error_code": wrong or 21325, "request": "/oauth2/access_token"}
            return JSONResponse(body, status_code=BAD_REQUEST)
        account.access_token = f"2.00{new_id('', 28)}"
        account.live_seconds = int(self._life.world.setting("weibo_token_seconds", TOKEN_SECONDS))
        self._life.tables.accounts.put(account)
        lives = account.live_seconds
        told = {"access_token": account.access_token, "expires_in": lives, "remind_in": str(lives), "uid": account.uid}
        return JSONResponse(told | {"isRealName": "true"})

    def _wrong(self, given: dict[str, str], code: Code | None, account: WeiboAccount | None) -> int:
        if given.get("grant_type") != "authorization_code":
            return 21323
        if code is None or account is None or self._life.world.clock.now() - code.at > CODE_SECONDS:
            return 21325
        if (given.get("client_id"), given.get("client_secret")) != (account.app_key, account.app_secret):
            return 21324
        return 0 if given.get("redirect_uri") == code.redirect_uri else 21322

    def _asked(self, request: Request) -> tuple[list[WeiboAccount], int]:
        """The accounts of the app that asks; or what is wrong with the question."""
        asked = request.query_params
        accounts = [one for one in self._life.tables.accounts if one.app_key == asked.get("client_id")]
        target = asked.get("redirect_uri", "")
        if not accounts:
            return [], 21324
        if asked.get("response_type", "code") != "code" or not target.startswith(("http://", "https://")):
            return [], 21323
        if any(one.redirect_uri not in {"", target} for one in accounts):
            return [], 21322
        return accounts, 0


def _answer(query: dict[str, str], uid: str) -> str:
    return "/oauth2/authorize/answer?" + urlencode(query | {"uid": uid})


def _refused(code: int) -> Response:
    return PlainTextResponse(f"error:{WORDS[code]} error_code:{code}", status_code=BAD_REQUEST)
