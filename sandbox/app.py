"""The sandbox as one ASGI application."""

import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.control.order import Order
from sandbox.control.routes import routes as control_routes
from sandbox.guard import Guard, KeepFirst
from sandbox.live import Hub
from sandbox.llm.api import LanguageApi
from sandbox.mail.pages import MailPages
from sandbox.mail.post import Post
from sandbox.mail.wire import MailService
from sandbox.phone.routes import Phone
from sandbox.shop.routes import Shop
from sandbox.wecom.api import Api
from sandbox.wecom.app_messages import ClientPages
from sandbox.wecom.callbacks import Pusher
from sandbox.wecom.limits import Limits
from sandbox.wecom.sign_in import SignInPages
from sandbox.weibo.pages import Weibo
from sandbox.world import World


def create_app(directory: Path) -> Starlette:
    """Everything under one roof; state lies in `directory` and survives a restart."""
    world = World(directory)
    hub, pusher, limits = Hub(), Pusher(world), Limits(world)
    mail = MailService(Post(world), directory)
    if mailbox := os.environ.get("SANDBOX_MAILBOX", ""):
        address, _, password = mailbox.partition(":")
        mail.post.open_mailbox(address, password, is_house=True)
    weibo = Weibo(Order(world, pusher, limits, {}))
    world.announce, world.send_push = hub.announce, pusher.send

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        pusher.resume()
        yield
        mail.close()
        pusher.close()
        weibo.close()
        world.store.close()

    phone = Phone(Order(world, pusher, limits, {}), hub)
    app = Starlette(
        routes=[
            Route("/healthz", _healthz),
            Route("/cgi-bin/{api:path}", Api(world, limits).__call__, methods=["GET", "POST"]),
            *control_routes(world, pusher, limits),
            *SignInPages(world).routes(),
            *ClientPages(world).routes(),
            *phone.routes(),
            *Shop(world).routes(),
            *LanguageApi(Order(world, pusher, limits, {})).routes(),
            *weibo.routes(),
            *MailPages(mail, Order(world, pusher, limits, {})).routes(),
        ],
        middleware=[Middleware(KeepFirst, store=world.store), Middleware(Guard)],
        lifespan=lifespan,
    )
    app.state.hub, app.state.mail = hub, mail
    return app


async def _healthz(_request: Request) -> Response:
    return JSONResponse({"ok": True})
