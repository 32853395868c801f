"""The shop's pages. Their content policy is strict, as a careful company's is: it names the chat's origin twice."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.control.order import Answer, Order
from sandbox.records import Storefront
from sandbox.shop.catalogue import SHOPPERS, THINGS
from sandbox.shop.identity import identity
from sandbox.shop.texts import texts
from sandbox.world import World, new_id

HERE = Path(__file__).parent
COOKIE = "shopper"
SEE_OTHER, NOT_FOUND = 303, 404


def put_shop(order: Order) -> Answer:
    """Which chat stands in the shop's corner (`script`), and the secret its server signs visitors with."""
    script = order.text("script")
    if urlsplit(script).scheme not in {"http", "https"}:
        raise ValueError("script must be a web address")
    order.world.storefronts.put(Storefront(name="shop", script=script, secret=order.text("secret", "")))
    return {"shop": "/shop"}


class Shop:
    """Home, a product, the story, signing in as one of the demo's people."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )

    def routes(self) -> list[BaseRoute]:
        """Pages, forms and files."""
        return [
            Route("/shop", self.home),
            Route("/shop/story", self.story),
            Route("/shop/products/{slug}", self.product),
            Route("/shop/sign-in", self.sign_in, methods=["POST"]),
            Route("/shop/answers", self.answers, methods=["POST"]),
            Mount("/shop/static", StaticFiles(directory=HERE / "static")),
        ]

    async def home(self, request: Request) -> Response:
        """Everything the shop sells."""
        return self._page(request, "home.html", things=THINGS)

    async def story(self, request: Request) -> Response:
        return self._page(request, "story.html")

    async def product(self, request: Request) -> Response:
        thing = next((one for one in THINGS if one.slug == request.path_params["slug"]), None)
        if thing is None:
            return PlainTextResponse("no such product", status_code=NOT_FOUND)
        return self._page(request, "product.html", thing=thing)

    async def answers(self, _request: Request) -> Response:
        """Where the company's answers to what was written on the site are posted: taken, as a site's server would."""
        return JSONResponse({"id": new_id("a", 20)})

    async def sign_in(self, request: Request) -> Response:
        """Be one of the demo's shoppers, or nobody."""
        form = parse_qs((await request.body()).decode(errors="replace"))
        chosen = next((one for one in SHOPPERS if [one.id] == form.get("shopper")), None)
        answer = RedirectResponse(f"/shop?lang={_language(request)}", status_code=SEE_OTHER)
        if chosen:
            answer.set_cookie(COOKIE, chosen.id, httponly=True, samesite="lax", path="/shop")
        else:
            answer.delete_cookie(COOKIE, path="/shop")
        return answer

    def _page(self, request: Request, template: str, **facts: Any) -> Response:  # noqa: ANN401 - whatever it shows
        language = _language(request)
        shopper = next((one for one in SHOPPERS if one.id == request.cookies.get(COOKIE)), None)
        front = self._world.storefronts.get("shop")
        vouched = identity(shopper, front.secret, self._world.clock.now()) if shopper and front and front.secret else ""
        body = self._environment.get_template(template).render(
            t=texts(language),
            lang=language,
            other="zh" if language == "en" else "en",
            links=_links(language, request.url.path),
            shopper=shopper,
            shoppers=SHOPPERS,
            script=front.script if front else "",
            identity=vouched,
            **facts,
        )
        return Response(body, media_type="text/html", headers=_headers(front.script if front else ""))


def _links(language: str, here: str) -> dict[str, str]:
    """Where everything is, in the language that is read."""
    other = "zh" if language == "en" else "en"
    files = {"icon": "/shop/static/icon.svg", "sheet": "/shop/static/shop.css", "other": f"{here}?lang={other}"}
    pages = {"home": "/shop", "story": "/shop/story", "sign_in": "/shop/sign-in"}
    pages |= {thing.slug: f"/shop/products/{thing.slug}" for thing in THINGS}
    return files | {name: f"{path}?lang={language}" for name, path in pages.items()}


def _headers(script: str) -> dict[str, str]:
    parts = urlsplit(script)
    chat = f"{parts.scheme}://{parts.netloc}" if script else "'none'"
    policy = (
        f"default-src 'none'; img-src 'self'; style-src 'self'; script-src {chat}; frame-src {chat}; "
        "form-action 'self'; base-uri 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def _language(request: Request) -> str:
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "zh")
    return "en" if asked.lower().startswith("en") else "zh"
