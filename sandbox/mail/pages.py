"""The mail page, on which customers are played, and the control API's part for mails."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.control.order import Answer, NotHere, Order, as_endpoint
from sandbox.mail.cast import WRITERS, Writer
from sandbox.mail.certificates import HOST, certificates
from sandbox.mail.post import Letter, read, words
from sandbox.mail.texts import texts
from sandbox.mail.wire import MailService
from sandbox.models import Mail
from sandbox.shape import build

HERE = Path(__file__).parent
LOCAL = timezone(timedelta(hours=8))
SEE_OTHER, FORBIDDEN, UNFIT = 303, 403, 422
SHOWN, OTHERS_SHOWN = 100, 12
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


class MailPages:
    """Everything under /mail, and what the control API says of mails."""

    def __init__(self, service: MailService, template: Order) -> None:
        self._service, self._post, self._order = service, service.post, template
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )

    def routes(self) -> list[BaseRoute]:
        """The page, its form and files; the orders."""
        base = self._order
        orders = [
            ("GET", "/mails", self.list_mails),
            ("POST", "/mails", self.write_mail),
            ("POST", "/mailboxes", self.open_mailbox),
            ("POST", "/mailboxes/away", self.be_away),
        ]
        return [
            Route("/mail", self.page, methods=["GET"]),
            Route("/mail", self.send, methods=["POST"]),
            Mount("/mail/static", StaticFiles(directory=HERE / "static")),
            *(
                Route(f"/_sandbox{path}", as_endpoint(act, base.world, base.pusher, base.limits), methods=[method])
                for method, path, act in orders
            ),
        ]

    # -- the control API --------------------------------------------------------------------------------------------

    def open_mailbox(self, order: Order) -> Answer:
        """A company's mailbox; answers where it is reached, and which authority signed the service's certificate."""
        if self._service.ports is None:
            raise NotHere("the mail service is not running: a port was taken")
        box = self._post.open_mailbox(order.text("address"), order.text("password"))
        imap_port, smtp_port = self._service.ports
        authority = certificates(self._service.folder).authority
        return {
            "address": box.address,
            "host": HOST,
            "imap_port": imap_port,
            "smtp_port": smtp_port,
            "authority": str(authority),
        }

    def be_away(self, order: Order) -> Answer:
        """From now on ``address`` answers by itself with ``text``; an empty text ends it."""
        self._post.be_away(order.text("address"), order.text("text", ""))
        return {}

    def write_mail(self, order: Order) -> Answer:
        """A mail: ``sender to subject text`` and, if wanted, ``page picture answers headers ago``."""
        return _shown(self._post.write(build(Letter, order.body)))

    def list_mails(self, order: Order) -> Answer:
        """What came to ``owner`` and what they sent, the oldest first."""
        return {"mails": [_shown(one) for one in self._post.every(order.text("owner"))[-SHOWN:]]}

    # -- the page ---------------------------------------------------------------------------------------------------

    async def page(self, request: Request) -> Response:
        """Somebody's mails, one of them open: ``person`` is an address, ``mail`` a number, ``new`` an empty form."""
        return self._page(request, {}, "")

    async def send(self, request: Request) -> Response:
        """Write as the person who is played."""
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return PlainTextResponse("written on this page only", status_code=FORBIDDEN)
        given = {name: values[-1] for name, values in parse_qs((await request.body()).decode(errors="replace")).items()}
        person = self._person(given.get("person", ""))
        if not all(given.get(name, "").strip() for name in ("to", "subject", "text")):
            return self._page(request, given, texts(_language(request))["missing"])
        letter = Letter(
            sender=person.spelled,
            to=" ".join(given["to"].split()),
            subject=" ".join(given["subject"].split()),
            text=given["text"],
            picture="sample.png" if given.get("picture") else "",
            answers=given.get("answers", ""),
        )
        mail = self._post.write(letter)
        return RedirectResponse(_link(request, person=person.address, mail=str(mail.uid)), status_code=SEE_OTHER)

    def _people(self) -> list[Writer]:
        """Who is played, and who else has got mails: the company's members, for example."""
        known = {one.address for one in WRITERS} | {box.address for box in self._post.world.mailboxes if box.password}
        others = dict.fromkeys(one.owner for one in self._post.world.mails if one.owner not in known)
        return [*WRITERS, *(Writer(address.partition("@")[0], address) for address in list(others)[-OTHERS_SHOWN:])]

    def _person(self, address: str) -> Writer:
        return next((one for one in self._people() if one.address == address), WRITERS[0])

    def _page(self, request: Request, given: Mapping[str, str], trouble: str) -> Response:
        language, asked = _language(request), request.query_params
        person = self._person(given.get("person") or asked.get("person", ""))
        mails = self._post.every(person.address)[-SHOWN:]
        chosen = next((one for one in mails if str(one.uid) == asked.get("mail", "")), None)
        company = next((one.address for one in self._post.world.mailboxes if one.password and not one.is_house), "")
        body = self._environment.get_template("mail.html").render(
            t=texts(language),
            lang=language,
            other=_link(request, lang="zh" if language == "en" else "en", person=person.address),
            people=[(one, one == person, _link(request, person=one.address)) for one in self._people()],
            person=person,
            rows=[
                (_shown(one), one is chosen, _link(request, person=person.address, mail=str(one.uid))) for one in mails
            ][::-1],
            shown=_shown(chosen) if chosen else None,
            new=_link(request, person=person.address, new="1"),
            draft=_draft(given, chosen, company) if chosen or given or asked.get("new") else None,
            trouble=trouble,
            notice=""
            if self._service.ports and company
            else texts(language)["company" if self._service.ports else "off"],
            phone=f"/phone?lang={language}",
        )
        status = UNFIT if trouble else 200
        headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
        return Response(body, media_type="text/html", headers=headers, status_code=status)


def _draft(given: Mapping[str, str], chosen: Mail | None, company: str) -> dict[str, str]:
    """The form: as it was typed, the answer to the mail that is open, or a new mail to the company."""
    names = ("to", "subject", "text", "answers")
    if given:
        return {name: given.get(name, "") for name in names}
    if chosen is None:
        return dict.fromkeys(names, "") | {"to": company}
    mail = _shown(chosen)
    subject = str(mail["subject"])
    to = str(mail["to"] if chosen.is_sent else mail["address"])
    answered = subject if subject.lower().startswith("re:") else f"Re: {subject}"
    return {"to": to, "subject": answered, "text": "", "answers": str(mail["message_id"])}


def _shown(mail: Mail) -> Answer:
    """A mail as JSON and as the page shows it."""
    found = read(mail.raw)
    name, address = parseaddr(str(found["From"] or ""))
    files = [part.get_filename() or "" for part in found.iter_attachments()] if found.is_multipart() else []
    return {
        "uid": mail.uid,
        "at": f"{datetime.fromtimestamp(mail.at, UTC).astimezone(LOCAL):%Y-%m-%d %H:%M}",
        "is_sent": mail.is_sent,
        "from": name or address,
        "address": address,
        "to": str(found["To"] or ""),
        "subject": str(found["Subject"] or ""),
        "message_id": str(found["Message-ID"] or ""),
        "text": words(found),
        "files": [name for name in files if name],
    }


def _language(request: Request) -> str:
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "zh")
    return "en" if asked.lower().startswith("en") else "zh"


def _link(request: Request, **query: str) -> str:
    return f"/mail?{urlencode({'lang': _language(request)} | query)}"
