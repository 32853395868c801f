"""What the channel pages show: accounts and their health, streams, endpoints, deliveries and what became of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings as deployment
from django.forms import ChoiceField, Field
from django.utils.translation import gettext as _

from changlai.channels import collecting, queries, registry, wording
from changlai.channels.contracts import Channel, Product, Skipped, in_words
from changlai.channels.contracts.authorising import WARN_DAYS
from changlai.channels.enums import Figure
from changlai.channels.events import DELIVERED
from changlai.channels.models import Account, Delivery, Stream
from changlai.channels.queries import Health
from changlai.kernel.events import dead

BAD = {Figure.FAILED, Figure.REFUSED, Figure.FAILED_CALLS}
SIGNS = {Figure.STORED: "=", Figure.REPEATED: "+", Figure.SKIPPED: "+", Figure.FAILED: "+"}
SHOWN_BYTES = 20_000  # of a payload
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """One of the counters of an account; ``sign`` is its place in the sum: "=", "+" or nothing."""

    figure: Figure
    label: str
    note: str
    count: int
    is_bad: bool
    sign: str


@dataclass(frozen=True, slots=True)
class Why:
    """A reason behind skips, refusals and failures."""

    figure: Figure
    label: str
    sentence: str
    count: int
    is_bad: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A connected account in the list."""

    account: Account
    product: Product
    channel: Channel
    figures: list[Counted]
    last_received: datetime | None
    endpoints: list[Account]
    running: list[Stream]
    trouble: str  # the last error in words; empty while all is well


def rows(accounts: Sequence[Account]) -> list[Row]:
    """Accounts with their health; four statements, whatever their number."""
    ids = [account.id for account in accounts]
    health, latest = queries.health(ids), queries.last_received(accounts)
    endpoints, running = queries.endpoints_of(ids), queries.running_streams(ids)
    return [
        Row(
            account,
            queries.product_of(account),
            registry.channel(account.channel),
            figures(health[account.id]),
            latest.get(account.id),
            [one for one in endpoints if one.parent_id == account.id],
            [one for one in running if one.account_id == account.id],
            in_words(account.last_error),
        )
        for account in accounts
    ]


def ends_soon(account: Account, now: datetime) -> bool:
    """Whether its authorisation ends so soon that one should renew it."""
    return account.authorised_until is not None and account.authorised_until <= now + max(WARN_DAYS) * DAY


def figures(health: Health) -> list[Counted]:
    """The figures in the order things happen; the signs show what adds up to what was received."""
    return [
        Counted(
            figure,
            str(wording.FIGURES[figure]),
            str(wording.EXPLAINED[figure]),
            count,
            figure in BAD and count > 0,
            SIGNS.get(figure, ""),
        )
        for figure, count in health.figures.items()
    ]


def reasons(health: Health) -> list[Why]:
    """Why things were skipped, refused or failed, the most frequent first."""
    return [
        Why(figure, str(wording.FIGURES[figure]), wording.reason(slug), count, figure in BAD)
        for figure, slug, count in health.reasons
    ]


# --- one account --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stream is. ``total`` is None while its length is not known; ``trouble`` is what stopped it."""

    label: str
    stream: Stream
    done: int
    total: int | None
    trouble: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of an account as it may be seen: of a secret only that it is there."""

    label: str
    value: str
    is_secret: bool
    is_set: bool


def progress(account: Account, streams: Sequence[Stream], endpoints: Sequence[Account]) -> list[Progress]:
    """Streams in words, with their bars; of one that may not be pulled, why."""
    names = {endpoint.external_id: endpoint.name for endpoint in endpoints}
    may = set(collecting.open_keys(account, [one.key for one in streams]))
    return [
        Progress(
            wording.stream(one.key, names),
            one,
            one.done,
            one.total or None,
            in_words(one.error) if one.key in may else str(wording.UNREGISTERED),
        )
        for one in streams
    ]


def shown_settings(account: Account, fields: Mapping[str, Field]) -> list[Setting]:
    """What the account is set to, secrets hidden; ``fields`` are those of the channel's form, in its order."""
    channel = registry.channel(account.channel)
    made = []
    for name, field in fields.items():
        kept, is_secret = account.settings.get(name) or "", name in channel.secret_fields
        value = _("yes") if kept is True else _chosen(field, str(kept))
        made.append(Setting(str(field.label), "" if is_secret else value, is_secret, bool(value)))
    return made


def _chosen(field: Field, value: str) -> str:
    """A choice as people read it, anything else as it is."""
    choices: Any = field.choices if isinstance(field, ChoiceField) else ()
    return str(dict(choices).get(value, value))


def callback_url(account: Account) -> str:
    """Where the platform posts what happens; its last part is as secret as a key."""
    return f"{deployment.PUBLIC_URL}/hooks/{account.channel}/{account.hook_key}"


@dataclass(frozen=True, slots=True)
class Tested:
    """A permission and how its test went: ``sentence`` is empty when it works."""

    label: str
    where: str
    sentence: str

    @property
    def works(self) -> bool:
        return not self.sentence


# --- raw deliveries -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """A raw delivery and what became of it. ``tone`` as for a pill."""

    delivery: Delivery
    size: int
    outcome: str
    tone: str
    detail: str


def told(account: Account, found: Sequence[Delivery]) -> list[Told]:
    """Deliveries with what their adapter reads in them today; one statement, whatever their number."""
    buried = dead.with_fact([account.organisation_id], DELIVERED, "delivery_id", [one.id for one in found])
    return [_told(account, one, is_dead=one.id in buried) for one in found]


def _told(account: Account, delivery: Delivery, *, is_dead: bool) -> Told:
    size = len(delivery.payload)
    if is_dead:
        return Told(
            delivery, size, _("Handling failed"), "bad", _("It lies among the dead letters of the machine room.")
        )
    try:
        answer = queries.meaning(account, delivery)
    except Exception as error:  # noqa: BLE001 - a parser's mistake is what this page is for
        return Told(delivery, size, _("Unreadable"), "bad", type(error).__name__)
    if isinstance(answer, Skipped):
        return Told(delivery, size, str(wording.FIGURES[Figure.SKIPPED]), "", wording.reason(answer.reason))
    meanings = list(dict.fromkeys(str(wording.MEANINGS[one.kind]) for one in answer))
    return Told(delivery, size, _(", ").join(meanings), "ok", "")


def payload_text(raw: bytes) -> str:
    """A payload to look at: JSON indented, anything else as it came; cut after SHOWN_BYTES."""
    text = raw[:SHOWN_BYTES].decode(errors="replace")
    if len(raw) > SHOWN_BYTES:
        return text
    try:
        value: Any = json.loads(text)
        shown = json.dumps(value, ensure_ascii=False, indent=2) if isinstance(value, Mapping | list) else text
    except (ValueError, RecursionError):  # the latter is JSON too, nested beyond reason
        return text
    return shown.encode(errors="replace").decode()  # JSON may spell half a character
