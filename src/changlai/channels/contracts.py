"""What a channel adapter and the rest of the house say to each other.

An adapter is one folder in ``channels/adapters/<slug>/`` whose ``manifest.py`` names one ``CHANNEL``. It turns the
platform's bytes into the plain, frozen values of this file and back. It never sees a model, a queue or an organisation:
what it needs during a call it is lent as a :class:`Desk`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import msgspec

from changlai.channels.enums import ContentKind, InboundKind

# --- a request of a platform, before anything is known about it ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class HookRequest:
    """A raw HTTP request to ``/hooks/<channel>/<account key>``. Header names are lower case; ``now`` is UTC."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    now: datetime


class UrgentTask(msgspec.Struct, frozen=True):
    """Work with a deadline of seconds (a welcome code lives 20 s): it has a queue and a worker thread of its own."""

    kind: str
    body: dict[str, Any]
    seconds: float  # counted from the moment the platform made it


class Delivery(msgspec.Struct, frozen=True):
    """One thing a platform told us, verbatim.

    ``key`` is what makes it unique for its account (the platform's message id, or a digest of the decrypted bytes);
    a second delivery with the same key is a repetition and has no effect. ``kind`` is the adapter's own short name for
    it. ``thread`` names the person: deliveries of one thread are handled in the order they were stored.
    """

    key: str
    kind: str
    payload: bytes
    thread: str
    occurred_at: datetime
    context: bytes = b""  # what we asked the platform about it (a profile), also verbatim
    urgent: UrgentTask | None = None


class Bell(msgspec.Struct, frozen=True):
    """The platform says only "there is something": pull the stream ``key``; ``hint`` is handed to the puller.

    Bells of one stream are coalesced: however many ring, one pull follows.
    """

    key: str
    hint: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Reception:
    """The exact answer for the platform, and what its request contained."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    deliveries: Sequence[Delivery] = ()
    bells: Sequence[Bell] = ()


# --- what a delivery means ----------------------------------------------------------------------------------------


class IdentityClaim(msgspec.Struct, frozen=True, order=True):
    """ "This person is known as ``value``" of ``kind`` within ``scope`` (a corp id, an open-platform account, ...).

    Claims of one :class:`Inbound` belong to one person. ``exclusive``: a person has at most one value of this kind and
    scope, so two different values are never merged.
    """

    kind: str
    scope: str
    value: str
    strong: bool = True
    exclusive: bool = True


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the platform says about a person; empty text means "not told", never "erase"."""

    name: str = ""
    avatar_url: str = ""
    gender: str = ""  # "", "male", "female"
    company: str = ""
    position: str = ""


class Follow(msgspec.Struct, frozen=True, omit_defaults=True):
    """The relation of one of our colleagues with the person on the platform (WeCom's follow record)."""

    member: str  # the platform's id of the colleague
    added_at: datetime | None = None
    remark: str = ""
    description: str = ""
    state: str = ""  # what the live code or link had written on it
    way: str = ""  # how they met, as a word of ours: "qr", "phone", "group", ...
    phones: tuple[str, ...] = ()
    company: str = ""
    tags: tuple[tuple[str, str, str], ...] = ()  # (platform tag id or "", group, name)
    removed: str = ""  # "", "by_customer", "by_member", "by_transfer"
    removed_at: datetime | None = None
    one_sided: bool = False  # the customer added the colleague, who has not added back yet


class Attachment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file of a message. ``file_id`` is ours (0 while it has not been fetched), ``remote`` the platform's handle."""

    kind: str  # image, voice, video, file
    name: str = ""
    media_type: str = ""
    size: int = 0  # bytes
    file_id: int = 0
    remote: str = ""
    width: int = 0
    height: int = 0


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message's content, the same for every channel. ``raw`` keeps what has no field of its own."""

    kind: ContentKind = ContentKind.TEXT
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    title: str = ""
    url: str = ""
    raw: dict[str, Any] = {}


class Inbound(msgspec.Struct, frozen=True, omit_defaults=True):
    """One fact about one person, told by a platform, in our words."""

    kind: InboundKind
    identities: tuple[IdentityClaim, ...]
    occurred_at: datetime
    endpoint: str = ""  # external id of the child account it came to (a 客服 account); "" is the account itself
    profile: Profile = Profile()
    content: Content | None = None
    follow: Follow | None = None
    follows: tuple[Follow, ...] = ()  # a snapshot: the whole truth at occurred_at
    platform_id: str = ""  # the platform's message id, or the one a receipt is about
    reason: str = ""  # a failed receipt's reason, in words
    address: dict[str, str] = {}  # what a sender needs to answer this person
    welcome_code: str = ""


class Skipped(msgspec.Struct, frozen=True):
    """A delivery that is kept but has no effect, and why (a slug: unknown_event, own_message, ...)."""

    reason: str


# --- calls to the platform ----------------------------------------------------------------------------------------


class Token(msgspec.Struct, frozen=True):
    """An access token and for how many seconds the platform said it lives."""

    value: str
    seconds: int


class FileContent(msgspec.Struct, frozen=True):
    """A file to be sent or kept."""

    name: str
    media_type: str
    data: bytes


class Answer(Protocol):
    """An answer of the platform: see changlai.kernel.http.Answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any: ...  # noqa: ANN401 - the JSON border


class Http(Protocol):
    """The house's only way out: checks addresses, time and size; never follows redirects."""

    def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer: ...

    def post(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        json: object = None,
        data: bytes | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer: ...


class Desk(Protocol):
    """What an adapter is lent for one call on behalf of one account."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """The account's settings, secrets decrypted."""

    @property
    def base_url(self) -> str:
        """The platform's address; a deployment setting, so that a sandbox can stand in."""

    @property
    def http(self) -> Http:
        """The way out."""

    def token(self, name: str, fetch: Callable[[], Token]) -> str:
        """The cached token ``name`` of this account; fetched by one caller only, however many ask."""

    def drop_token(self, name: str, value: str) -> None:
        """The platform refused ``value``: forget it, unless somebody has already fetched a newer one."""

    def spend(self, api: str, *, per_minute: int) -> None:
        """Take one call from the bucket of this API; raises contracts' RateLimited with the seconds to wait."""

    def block(self, api: str, *, seconds: float) -> None:
        """The platform said "too often": nobody of this account calls this API for so long."""

    def read_file(self, file_id: int) -> FileContent:
        """A file of this organisation."""


class Endpoint(msgspec.Struct, frozen=True):
    """A child account found on the platform (a 客服 account): conversations are held with it."""

    external_id: str
    product: str  # a slug of Channel.products
    name: str
    avatar_url: str = ""
    stream: str = ""  # the stream of its messages: pulled when its bell rings, and now and then in case one was lost


class PlatformMember(msgspec.Struct, frozen=True):
    """A colleague as the platform knows them."""

    external_id: str
    name: str
    avatar_url: str = ""
    email: str = ""
    phone: str = ""


class Pulled(msgspec.Struct, frozen=True):
    """A page of a stream. Stored together with ``cursor`` in one transaction; ``more`` asks for the next page.

    ``done`` of ``total`` is for the progress bar (0 of 0: unknown length).
    """

    deliveries: tuple[Delivery, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    members: tuple[PlatformMember, ...] = ()
    cursor: str = ""
    more: bool = False
    done: int = 0
    total: int = 0


class Outgoing(msgspec.Struct, frozen=True):
    """A message to be sent. ``key`` is ours, unique for ever, at most 32 characters of [0-9a-zA-Z_-]."""

    key: str
    address: dict[str, str]
    content: Content


class Sent(msgspec.Struct, frozen=True):
    """The platform took it. ``final`` is False when a failure may still be told later."""

    platform_id: str = ""
    final: bool = False


# --- the channel --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReplyWindow:
    """After the customer's last message we may write ``messages`` times within ``hours``."""

    hours: int
    messages: int


@dataclass(frozen=True, slots=True)
class Product:
    """One kind of place a channel offers (the app itself, a 客服 account): its name, mark and limits."""

    slug: str
    label: Any  # a lazy translation
    css: str  # the class of the channel mark: ch-kf, ch-wecom, ...
    icon: str
    sends: frozenset[ContentKind] = frozenset()  # empty: nobody can be written to through it
    text_bytes: int = 0  # longest text in UTF-8 bytes; 0 is no limit
    file_bytes: Mapping[ContentKind, int] = field(default_factory=dict)
    window: ReplyWindow | None = None


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing an account must be allowed to do on the platform, tested by calling it."""

    slug: str
    label: Any
    where: Any  # the page of the platform's console where it is given
    test: Callable[[Desk], None]  # raises CallFailed


class Webhook(Protocol):
    def receive(self, request: HookRequest, settings: Mapping[str, Any]) -> Reception:
        """Verify, decrypt, take apart. Raises BadSignature, BadPayload (both answer 403/400 without detail)."""


class Parser(Protocol):
    def parse(
        self, kind: str, payload: bytes, context: bytes, settings: Mapping[str, Any]
    ) -> Sequence[Inbound] | Skipped:
        """What a stored delivery means. Pure: no clock, no network; may be run again years later."""


class Sender(Protocol):
    def send(self, desk: Desk, outgoing: Outgoing) -> Sent:
        """Hand one message to the platform. Raises CallFailed (see errors) when it was not taken."""


class Puller(Protocol):
    def pull(self, desk: Desk, key: str, cursor: str, hint: Mapping[str, str]) -> Pulled:
        """One page of stream ``key`` after ``cursor``."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Everything the house knows about a channel. The manifest of each adapter makes exactly one."""

    slug: str
    label: Any
    products: Mapping[str, Product]  # the first is the account's own, the rest are its endpoints'
    form: Callable[[], type]  # imports and returns the Django form of its settings, secrets included
    secret_fields: frozenset[str]
    webhook: Webhook
    parser: Parser
    sender: Sender | None = None
    puller: Puller | None = None
    streams: tuple[str, ...] = ()  # pulled when an account is connected and every night
    fetch: Callable[[Desk, str, bytes], Sequence[Delivery]] | None = (
        None  # (desk, kind, payload) -> what to ask after it
    )
    fetch_kinds: frozenset[str] = frozenset()  # kinds of deliveries that want a fetch
    fetch_media: Callable[[Desk, Attachment], FileContent] | None = None
    media_kinds: frozenset[str] = frozenset()  # kinds of deliveries that carry files
    urgent: Callable[[Desk, UrgentTask], str] | None = None  # runs an urgent task; returns what it did, in a slug
    permissions: tuple[Permission, ...] = ()
    base_url: str = ""  # the platform's address; CHANGLAI_<SLUG>_URL stands in for it (a sandbox, a proxy)
