"""What the phone asks and does; each act is one of people.py."""

import io

from PIL import Image, UnidentifiedImageError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import chats, people, pictures
from sandbox.control.order import Answer, NotHere, Order, shown
from sandbox.models import KfAccount
from sandbox.phone import views
from sandbox.wecom import media
from sandbox.wecom.call import Upload
from sandbox.world import World

ENTER_AGAIN_SECONDS = 30
LARGEST_FILE = media.LARGEST["file"]
SHOWN_ROWS = 100
OUTCOMES = ("done", "failed", "waiting")


def list_people(order: Order) -> Answer:
    """Everyone who can be played, newest last."""
    return {"people": [views.person_view(person) for person in order.world.people if not _is_crowd(person.id)]}


def _is_crowd(person_id: str) -> bool:
    return person_id.startswith("crowd-")


def make_person(order: Order) -> Answer:
    """Someone new, by name."""
    nickname = order.text("nickname").strip()[:32]
    if not nickname:
        raise ValueError("nickname must not be empty")
    return views.person_view(people.make_person(order.world, nickname=nickname))


def show_home(order: Order) -> Answer:
    """Chats, newest first, and the companies the person can turn to."""
    world, person = order.world, order.person()
    begun = sorted(world.chats.by("person", person.id), key=lambda chat: -chat.last_at)
    return {
        "now": world.clock.now(),
        "me": views.person_view(person),
        "chats": [views.chat_view(world, chat) for chat in begun],
        "companies": [views.company_view(world, corp, person) for corp in world.corps],
    }


def show_chat(order: Order) -> Answer:
    """The lines of one chat."""
    corpid, peer = order.corp().corpid, order.text("peer")
    return {"lines": views.chat_lines(order.world, order.person(), corpid, peer)}


def read_chat(order: Order) -> Answer:
    """The person has seen the chat."""
    kind, corpid, peer = _kind(order), order.corp().corpid, order.text("peer")
    chat = chats.find_chat(order.world, order.person().id, corpid, kind, peer)
    if chat:
        chats.mark_read(order.world, chat)
    return {}


def enter_chat(order: Order) -> Answer:
    """The person opens a 客服 chat; opening it again within half a minute tells the company nothing new."""
    account, person = _account(order), order.person()
    session = people.session_of(order.world, account, person)
    scene = order.text("scene", "")
    if scene or session.entered_at + ENTER_AGAIN_SECONDS < order.world.clock.now():
        param = order.text("scene_param", "")
        people.enter_chat(order.world, account, person, scene=scene, scene_param=param)
    return {}


def write_text(order: Order) -> Answer:
    """The person writes, or taps a line of a menu (`menu_id`)."""
    body = {"content": order.text("text")}
    if menu_id := order.text("menu_id", ""):
        body["menu_id"] = menu_id
    return _send(order, "text", body)


def send_sample(order: Order) -> Answer:
    """The person sends the sample photograph."""
    return _send_file(order, "image", Upload("IMG_0612.png", "image/png", pictures.sample()))


def recall_message(order: Order) -> Answer:
    """The person takes a message back."""
    if not people.recall_message(order.world, _account(order), order.person(), order.text("msgid")):
        raise NotHere("no such message")
    return {}


def reject_messages(order: Order) -> Answer:
    """The person refuses messages of the account, or takes them again."""
    people.reject_messages(order.world, _account(order), order.person(), rejecting=order.flag("rejecting"))
    return {}


def add_contact(order: Order) -> Answer:
    """The person adds a member."""
    corp, person, member = order.corp(), order.person(), order.member()
    follow = people.add_contact(order.world, corp, person, member, state=order.text("state", "").strip()[:64])
    return shown(follow)


def delete_contact(order: Order) -> Answer:
    """The person deletes a member."""
    return {"deleted": people.leave_member(order.world, order.corp(), order.person(), order.member())}


def list_pushes(order: Order) -> Answer:
    """The newest callbacks, newest first, and how many came to which end."""
    every = list(order.world.pushes)
    counts = {outcome: sum(push.outcome == outcome for push in every) for outcome in OUTCOMES}
    newest = [views.push_view(push) for push in every[: -SHOWN_ROWS - 1 : -1]]
    return {"counts": counts | {"all": len(every)}, "pushes": newest}


def show_push(order: Order) -> Answer:
    """One callback with every try and its bytes."""
    push = order.world.pushes.get(order.text("id"))
    if push is None:
        raise NotHere("no such callback")
    return shown(push)


def list_calls(order: Order) -> Answer:
    """The newest calls of the API, newest first."""
    every = list(order.world.calls)
    return {"count": len(every), "calls": [views.call_view(call) for call in every[: -SHOWN_ROWS - 1 : -1]]}


def show_call(order: Order) -> Answer:
    """One call with request and answer."""
    call = order.world.calls.get(order.text("id"))
    if call is None:
        raise NotHere("no such call")
    return shown(call)


class FileDoor:
    """Takes a file from the phone: the raw body, its name and destination in the query."""

    def __init__(self, make_order: "OrderMaker") -> None:
        self._make_order = make_order

    async def __call__(self, request: Request) -> Response:
        """413 when the file is too large, 404 when person or peer do not exist, 400 when they are not named."""
        data = bytearray()
        async for chunk in request.stream():
            data += chunk
            if len(data) > LARGEST_FILE:
                return JSONResponse({"error": "too large"}, status_code=413)
        order = self._make_order(request)
        name = request.query_params.get("name", "file").replace('"', "'")
        upload = Upload(name, request.headers.get("content-type", ""), bytes(data))
        picture = _as_picture(upload) if upload.content_type.startswith("image/") else None
        try:
            return JSONResponse(_send_file(order, "image" if picture else "file", picture or upload))
        except LookupError as error:
            return JSONResponse({"error": str(error)}, status_code=404)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=400)


class OrderMaker:
    """Makes the order a request stands for."""

    def __init__(self, template: Order) -> None:
        self._template = template

    def __call__(self, request: Request) -> Order:
        """An order with the request's query."""
        base = self._template
        return Order(base.world, base.pusher, base.limits, dict(request.query_params))


def _as_picture(upload: Upload) -> Upload | None:
    """The picture as JPEG or PNG, as WeChat sends it; None if it cannot be read."""
    if media.magic_fits("image", upload.data):
        return upload
    try:
        picture = Image.open(io.BytesIO(upload.data))
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=88)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None
    stem = (upload.filename or "image").rpartition(".")[0] or "image"
    return Upload(f"{stem}.jpg", "image/jpeg", out.getvalue())


def _send_file(order: Order, kind: str, upload: Upload) -> Answer:
    stored = media.keep(order.world, order.corp(), kind, upload)
    return _send(order, kind, {"media_id": stored.media_id})


def _send(order: Order, msgtype: str, body: Answer) -> Answer:
    """To an account it reaches the company; to a member it stays between the two, as in WeCom."""
    if _kind(order) == chats.KF:
        return {"msgid": people.send_message(order.world, _account(order), order.person(), msgtype, body)}
    chat = chats.find_chat(order.world, order.person().id, order.corp().corpid, chats.MEMBER, order.text("peer"))
    if chat is None:
        raise NotHere("not a contact")
    chats.write_line(order.world, chat, sender=chats.ME, msgtype=msgtype, body=body)
    return {}


def _kind(order: Order) -> str:
    return chats.KF if _find_account(order) else chats.MEMBER


def _account(order: Order) -> KfAccount:
    account = _find_account(order)
    if account is None:
        raise NotHere(f"no account {order.text('peer')}")
    return account


def _find_account(order: Order) -> KfAccount | None:
    world: World = order.world
    return world.kf_accounts.get(order.corp().corpid, order.text("peer"))
