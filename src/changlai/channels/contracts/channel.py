"""A channel as its manifest declares it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from changlai.channels.contracts.authorising import Authorising
from changlai.channels.contracts.calls import Outgoing, Pulled, Sent
from changlai.channels.contracts.desk import Desk, FileContent
from changlai.channels.contracts.hooks import Delivery, HookRequest, Reception, UrgentTask
from changlai.channels.contracts.meanings import Attachment, Inbound, Skipped
from changlai.channels.contracts.member_messages import MemberMessages
from changlai.channels.contracts.setup import SetupStep
from changlai.channels.contracts.sign_in import SignIn
from changlai.channels.contracts.tags import TagPort
from changlai.channels.contracts.visits import Visits
from changlai.channels.contracts.voices import Voice
from changlai.channels.enums import ContentKind
from changlai.channels.errors import BadPayload


@dataclass(frozen=True, slots=True)
class ReplyWindow:
    """After the customer's last message we may write ``messages`` times within ``hours``; 0: as often as we like.

    Deliveries of the kinds ``opened_by`` open it as a message does, and say in a lazy translation what the person did;
    those ``closed_by`` shut it until the person comes back. Their thread is the person, as ``address["to"]`` names
    them, and they come to the account itself.
    """

    hours: int
    messages: int
    opened_by: Mapping[str, Any] = field(default_factory=dict)
    closed_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Product:
    """One kind of place a channel offers (the app itself, a 客服 account): its name, mark and limits."""

    slug: str
    label: Any  # a lazy translation
    css: str  # the class of the channel mark: ch-kf, ch-wecom, ...
    icon: str
    sends: frozenset[ContentKind] = frozenset()  # empty: nobody can be written to through it
    text_bytes: int = 0  # longest text in UTF-8 bytes; 0 is no limit
    text_halves: int = 0  # longest text in half characters (see contracts.lengths); 0 is no limit
    file_bytes: Mapping[ContentKind, int] = field(default_factory=dict)
    window: ReplyWindow | None = None
    recall_minutes: int = 0  # for so long a message of ours may be taken back; 0: the platform has no way to
    sends_letters: bool = False  # a message holds a text, any number of files and several readers at once
    in_public: bool = False  # everybody reads what is sent through it
    cannot_send: str = ""  # why nothing can be sent with an account's settings, and what to do; for contracts.in_words


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing an account must be allowed to do on the platform, tested by calling it.

    ``blames`` says which field of the form is wrong when the test fails with a code: such a value is not kept at all.
    ``streams`` are beginnings of the names of streams that cannot be pulled without it ("" is all of them): they wait
    until it is given.
    """

    slug: str
    label: Any
    where: Any  # the page of the platform's console where it is given
    test: Callable[[Desk], None]  # raises CallFailed
    blames: Mapping[str, str] = field(default_factory=dict)
    streams: tuple[str, ...] = ()


class Webhook(Protocol):
    def receive(self, request: HookRequest, settings: Mapping[str, Any]) -> Reception:
        """Verify, decrypt, take apart. Raises BadSignature, BadPayload (both answer 403/400 without detail)."""


class _NoCallbacks:
    """The webhook of a channel whose platform never calls us: we ask it."""

    def receive(self, request: HookRequest, settings: Mapping[str, Any]) -> Reception:
        """Whoever calls is a stranger."""
        raise BadPayload("no_callbacks")


NO_CALLBACKS = _NoCallbacks()


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


class Turn(Protocol):
    """How long a listener may stay."""

    def is_over(self) -> bool:
        """To be looked at every second."""

    def fileno(self) -> int:
        """For ``select``: readable at once when this process is to end."""


class Listener(Protocol):
    def listen(self, desk: Desk, key: str, ring: Callable[[], None], turn: Turn) -> None:
        """Stay connected and ``ring`` whenever stream ``key`` has something new, until the ``turn`` is over.

        Leaves at once when the process is to end. Raises CallFailed when the connection cannot be kept.
        """


@dataclass(frozen=True, slots=True)
class Channel:
    """Everything the house knows about a channel. The manifest of each adapter makes exactly one."""

    slug: str
    label: Any
    products: Mapping[str, Product]  # the first is the account's own, the rest are its endpoints'
    form: Callable[[], type]  # imports and returns the Django form of its settings, secrets included
    secret_fields: frozenset[str]
    parser: Parser
    webhook: Webhook = NO_CALLBACKS
    sender: Sender | None = None
    puller: Puller | None = None
    streams: tuple[str, ...] = ()  # pulled from their beginning when an account is connected and every night
    # Streams that go on for ever from where they are, by an account's settings: pulled every few minutes
    feeds: Callable[[Mapping[str, Any]], Sequence[str]] | None = None
    listener: Listener | None = None  # of the feeds: so that news come at once
    # (desk, kind, payload) of a delivery -> what the platform said when asked about it
    fetch: Callable[[Desk, str, bytes], Sequence[Delivery]] | None = None
    fetch_kinds: frozenset[str] = frozenset()  # kinds of deliveries that want a fetch
    fetch_media: Callable[[Desk, Attachment], FileContent] | None = None
    media_kinds: frozenset[str] = frozenset()  # kinds of deliveries that carry files
    # What makes two accounts the same connection, from their settings; "" or None: nothing does
    same: Callable[[Mapping[str, Any]], str] | None = None
    urgent: Callable[[Desk, UrgentTask], str] | None = None  # runs an urgent task; returns what it did, in a slug
    tags: TagPort | None = None  # it keeps tags of customers too
    voice: Voice | None = None  # people speak in public there
    permissions: tuple[Permission, ...] = ()
    authorising: Authorising | None = None  # its owner agrees in the browser
    setup: tuple[SetupStep, ...] = ()  # the way to connect it; empty: its whole form, then its tests
    # Values of the form that nobody has to invent: we make them, and the platform is told them
    fresh: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    visits: Visits | None = None  # the door of a channel whose people come to a page of ours
    # Templates of the adapter's own: its settings in groups instead of one below the other, and a box on the account
    fields: str = ""
    panel: str = ""
    # A fresh secret beside the former one, from and to settings; for channels whose other side can be changed over
    renew: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    member_messages: MemberMessages | None = None  # tells colleagues something in the platform's client
    sign_in: SignIn | None = None  # colleagues come in by it, and it tells their departments
    # Why nothing can be sent with these settings, and what to do (a msgid); "" when it can, None: it always can
    cannot_send: Callable[[Mapping[str, Any]], str] | None = None
    base_url: str = ""  # the platform's address; CHANGLAI_<SLUG>_URL stands in for it (a sandbox, a proxy)

    @property
    def takes_callbacks(self) -> bool:
        """Whether the platform is to be told an address of ours."""
        return self.webhook is not NO_CALLBACKS and self.visits is None
