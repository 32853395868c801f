"""企业微信扫码登录: the page with the code to scan, played phones included (document paths 98152, 91022, 91023)."""

import io
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.models import Corp, SignInCode
from sandbox.wecom.call import Body, Call
from sandbox.wecom.errors import ApiError
from sandbox.world import World, new_id

HERE = Path(__file__).parent
LIFE = 300.0  # seconds
BAD_REQUEST = 400
POLICY = "default-src 'none'; img-src 'self' data:; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"


def get_user_info(call: Call) -> Body:
    """auth/getuserinfo: whose code it is; 40029 for one that is unknown, used, or older than five minutes."""
    found = call.world.sign_in_codes.get(call.text("code"))
    if found is None or found.used or found.corpid != call.corp.corpid or call.world.clock.now() - found.at > LIFE:
        raise ApiError(40029)
    found.used = True
    call.world.sign_in_codes.put(found)
    if found.userid:
        return {"userid": found.userid}
    return {"openid": "o" + new_id(length=27)}


class SignInPages:
    """Scanning in a browser, and agreeing inside the client: here both ask whose phone it is."""

    def __init__(self, world: World) -> None:
        self._world = world
        templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
        self._page = templates.get_template("sign_in.html")

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/wwlogin/sso/login", self.scan),
            Route("/connect/oauth2/authorize", self.inside),
            Route("/wwlogin/sso/confirm", self.confirm),
        ]

    async def scan(self, request: Request) -> Response:
        """The page a browser is sent to."""
        return self._shown(request, is_inside=False)

    async def inside(self, request: Request) -> Response:
        """What the client opens without a question; the sandbox must ask whose client it is."""
        return self._shown(request, is_inside=True)

    async def confirm(self, request: Request) -> Response:
        """The colleague agrees on the phone: back to the page with a code."""
        corp, target = self._checked(request)
        if corp is None:
            return _refused(target)
        userid = request.query_params.get("userid", "")
        if userid and self._world.members.get(corp.corpid, userid) is None:
            return _refused("no such member")
        code = SignInCode(code=new_id("si", 40), corpid=corp.corpid, userid=userid, at=self._world.clock.now())
        self._world.sign_in_codes.put(code)
        query = urlencode({"code": code.code, "state": request.query_params.get("state", "")})
        return RedirectResponse(f"{target}{'&' if '?' in target else '?'}{query}", status_code=302)

    def _shown(self, request: Request, *, is_inside: bool) -> Response:
        corp, target = self._checked(request)
        if corp is None:
            return _refused(target)
        language = "en" if request.headers.get("accept-language", "zh").lower().startswith("en") else "zh"
        names = ("appid", "agentid", "redirect_uri", "state")
        query = {name: request.query_params.get(name, "") for name in names}
        picture = io.BytesIO()
        segno.make_qr(str(request.url)[:2000]).save(picture, kind="svg", scale=3, border=2, xmldecl=False)
        members = self._world.members.by("corp", corp.corpid)
        body = self._page.render(
            lang=language,
            corp=corp,
            is_inside=is_inside,
            people=[
                (member, "/wwlogin/sso/confirm?" + urlencode(query | {"userid": member.userid})) for member in members
            ],
            stranger="/wwlogin/sso/confirm?" + urlencode(query | {"userid": ""}),
            code="data:image/svg+xml;utf8," + _escaped(picture.getvalue().decode()),
        )
        headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
        return HTMLResponse(body, headers=headers)

    def _checked(self, request: Request) -> tuple[Corp | None, str]:
        """The company and where to go back to; None and what is wrong. 50001 is WeCom's for an untrusted address."""
        corp = self._world.corps.get(request.query_params.get("appid", ""))
        target = request.query_params.get("redirect_uri", "")
        if corp is None:
            return None, "appid: no such company"
        if request.query_params.get("agentid") != str(corp.agentid):
            return None, "agentid: no such app"
        trusted = urlsplit(corp.callback_url)
        given = urlsplit(target)
        if (given.scheme, given.netloc) != (trusted.scheme, trusted.netloc):
            return None, "50001: redirect_uri is not on the trusted domain of the app"
        return corp, target


def _refused(reason: str) -> Response:
    return PlainTextResponse(reason, status_code=BAD_REQUEST)


def _escaped(svg: str) -> str:
    return svg.replace("%", "%25").replace("#", "%23").replace('"', "'").replace("\n", "")
