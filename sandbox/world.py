"""Everything the sandbox remembers, with the few lookups all parts share."""

import hashlib
import secrets
import string
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from sandbox.clock import Clock
from sandbox.llm.records import LanguageService
from sandbox.models import (
    Chat,
    ChatLine,
    Corp,
    Customer,
    Department,
    Follow,
    KfAccount,
    KfCode,
    KfItem,
    KfLink,
    KfSession,
    KfToken,
    Mail,
    Mailbox,
    Media,
    Member,
    Person,
    SignInCode,
    Tag,
    TagGroup,
    WelcomeCode,
)
from sandbox.records import AccessToken, ApiCall, AppMessage, Fault, Push, Setting, Storefront
from sandbox.store import Store, Table
from sandbox.weibo.tables import WeiboTables

LETTERS = string.ascii_letters + string.digits
LOG_ROWS = 5_000


class Listener(Protocol):
    """Told about every change a phone may want to show."""

    def __call__(self, topic: str, /) -> None: ...


class World:
    """The whole state. One event loop changes it, so nothing here locks."""

    def __init__(self, directory: Path) -> None:
        """Open the state in `directory`, or begin it there."""
        self.media_directory = directory / "media"
        self.media_directory.mkdir(parents=True, exist_ok=True)
        self.store = Store(directory / "sandbox.sqlite3")
        self.settings = Table(self.store, Setting, "name")
        self.clock = Clock(self.setting("clock_offset", 0.0))
        self._open_company_tables(self.store)
        self._open_people_tables(self.store)
        self._open_log_tables(self.store)
        self.weibo = WeiboTables(self.store)
        self.announce: Listener = lambda _topic, /: None
        self.send_push: Callable[[Corp, Push], None] = lambda _corp, _push: None

    def _open_company_tables(self, store: Store) -> None:
        self.corps = Table(store, Corp, "corpid")
        self.departments = Table(store, Department, "corpid id", indexes={"corp": "corpid"})
        self.members = Table(store, Member, "corpid userid", indexes={"corp": "corpid"})
        self.tokens = Table(store, AccessToken, "token", indexes={"secret": "corpid secret"}, keep=LOG_ROWS)
        self.app_messages = Table(store, AppMessage, "msgid", indexes={"corp": "corpid"}, keep=LOG_ROWS)
        self.tag_groups = Table(store, TagGroup, "corpid id", indexes={"corp": "corpid"})
        self.tags = Table(store, Tag, "corpid id", indexes={"group": "corpid group_id", "corp": "corpid"})
        self.kf_accounts = Table(store, KfAccount, "corpid open_kfid", indexes={"corp": "corpid"})
        self.kf_links = Table(store, KfLink, "id")
        self.media = Table(store, Media, "media_id")
        self.sign_in_codes = Table(store, SignInCode, "code", keep=LOG_ROWS)

    def _open_people_tables(self, store: Store) -> None:
        self.people = Table(store, Person, "id")
        self.customers = Table(store, Customer, "corpid external_userid", indexes={"person": "person_id"})
        self.follows = Table(
            store,
            Follow,
            "corpid userid external_userid",
            indexes={"member": "corpid userid", "customer": "corpid external_userid"},
        )
        self.welcome_codes = Table(
            store,
            WelcomeCode,
            "code",
            indexes={"relation": "corpid userid external_userid"},
            keep=LOG_ROWS,
        )
        self.kf_sessions = Table(store, KfSession, "corpid open_kfid external_userid")
        self.kf_codes = Table(store, KfCode, "code", keep=LOG_ROWS)
        self.kf_items = Table(store, KfItem, "corpid open_kfid seq")
        self.kf_tokens = Table(store, KfToken, "token", keep=LOG_ROWS)
        self.chats = Table(store, Chat, "id", indexes={"person": "person_id"})
        self.storefronts = Table(store, Storefront, "name")
        self.language = Table(store, LanguageService, "name")
        self.mailboxes = Table(store, Mailbox, "address")
        self.mails = Table(store, Mail, "owner uid", indexes={"owner": "owner"}, keep=LOG_ROWS)
        self.lines = Table(store, ChatLine, "chat_id seq", indexes={"chat": "chat_id"})

    def _open_log_tables(self, store: Store) -> None:
        self.faults = Table(store, Fault, "id")
        self.calls = Table(store, ApiCall, "id", keep=LOG_ROWS)
        self.pushes = Table(store, Push, "id", keep=LOG_ROWS)

    def forget_everything(self) -> None:
        """Empty every table and remove every file."""
        for table in vars(self).values():
            if isinstance(table, Table):
                for row in table:
                    table.remove(row)
        self.weibo.forget_everything()
        for path in self.media_directory.iterdir():
            path.unlink()
        self.clock.offset = 0.0

    def setting(self, name: str, default: float) -> float:
        """A stored number, or the default."""
        row = self.settings.get(name)
        return row.value if row else default

    def set(self, name: str, value: float) -> None:
        """Store a number."""
        self.settings.put(Setting(name=name, value=value))

    def next_number(self, name: str) -> int:
        """1, 2, 3 ... per name, also over a restart."""
        number = int(self.setting(name, 0)) + 1
        self.set(name, number)
        return number

    def customer_of(self, corpid: str, person: Person) -> Customer:
        """The id under which a company knows a person; made on first use and always the same."""
        external_userid = "wm" + stable_id(corpid, person.id, length=30)
        found = self.customers.get(corpid, external_userid)
        return found or self.customers.put(
            Customer(corpid=corpid, external_userid=external_userid, person_id=person.id)
        )

    def person_behind(self, corpid: str, external_userid: str) -> Person | None:
        """The person a company means by an external_userid."""
        customer = self.customers.get(corpid, external_userid)
        return self.people.get(customer.person_id) if customer else None


def new_id(prefix: str = "", length: int = 24) -> str:
    """A fresh random id of letters and digits."""
    return prefix + "".join(secrets.choice(LETTERS) for _ in range(length))


def stable_id(*parts: str, length: int) -> str:
    """An id of letters and digits that is always the same for the same parts."""
    number = int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest(), "big")
    letters = []
    for _ in range(length):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(letters)
