"""What the pages of customers show: rows of the list, the record's sections, entries of the timeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from changlai.accounts.models import Member
from changlai.channels import queries as channels
from changlai.channels.contracts import Product
from changlai.channels.models import Account
from changlai.customers import queries, wording
from changlai.customers.contracts import Panel
from changlai.customers.models import Customer, Follow, Identity, Interaction
from changlai.customers.wording import Scene
from changlai.kernel import discovery
from changlai.ui.numbers import phone

QUOTES = 3  # of a run of messages, the latest
MASKED_KINDS = {"phone"}


@dataclass(frozen=True, slots=True)
class Row:
    """A customer in the list. ``product`` is where they were last met, ``source`` where they came from, in words."""

    customer: Customer
    product: Product | None
    source: str
    state: str


def rows(found: Sequence[Customer]) -> list[Row]:
    """Rows of a page of customers; two statements, whatever their number."""
    touches = queries.touches(found)
    accounts = channels.accounts_by_id(
        account_id
        for touch in touches.values()
        for account_id in (touch.first_account_id, touch.last_account_id)
        if account_id
    )
    made = []
    for customer in found:
        touch = touches[customer.id]
        first, last = accounts.get(touch.first_account_id or 0), accounts.get(touch.last_account_id or 0)
        source = first.name if first else ""
        made.append(Row(customer, product_of(last or first), source, touch.state or wording.way_of(touch.way)))
    return made


def product_of(account: Account | None) -> Product | None:
    """The kind of place an account is; None when there is no account."""
    return channels.product_of(account) if account is not None else None


# --- the record ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KnownAs:
    """A name of the customer on a platform; ``value`` is masked where it must be."""

    identity: Identity
    label: str
    value: str
    product: Product | None
    is_masked: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A colleague who has, or had, the customer as a contact."""

    follow: Follow
    colleague: str
    product: Product | None
    way: str
    removal: str
    tags: list[str]


@dataclass(frozen=True, slots=True)
class Merged:
    """A record that became part of this one."""

    old_id: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """The left column of a customer's page."""

    identities: list[KnownAs]
    relations: list[Relation]
    merged: list[Merged]
    suggestions: list[tuple[Customer, str]]


def record(customer: Customer, member: Member) -> Record:
    """Who the customer is, in a fixed number of statements."""
    identities, follows = queries.identities(customer), queries.follows(customer)
    account_ids = {one.account_id for one in identities if one.account_id} | {one.account_id for one in follows}
    accounts = channels.accounts_by_id(account_ids)
    names = channels.colleagues((follow.account_id for follow in follows), (follow.colleague for follow in follows))
    return Record(
        [_known_as(identity, accounts) for identity in identities],
        [_relation(follow, accounts, names) for follow in follows],
        [Merged(one.old_id, one.merged_at, wording.merge_reason(one.reason)) for one in queries.aliases(customer)],
        [(other, wording.duplicate_reason(reason)) for other, reason in queries.suggestions(member, customer)],
    )


def shown_value(identity: Identity) -> str:
    """The identity's value as everybody may see it."""
    return phone(identity.value) if identity.kind in MASKED_KINDS else identity.value


def _known_as(identity: Identity, accounts: dict[int, Account]) -> KnownAs:
    label = str(wording.IDENTITIES.get(identity.kind, identity.kind))
    product = product_of(accounts.get(identity.account_id or 0))
    return KnownAs(identity, label, shown_value(identity), product, identity.kind in MASKED_KINDS)


def _relation(follow: Follow, accounts: dict[int, Account], names: dict[tuple[int, str], str]) -> Relation:
    return Relation(
        follow,
        names.get((follow.account_id, follow.colleague), follow.colleague),
        product_of(accounts.get(follow.account_id)),
        wording.way_of(follow.way),
        str(wording.REMOVALS.get(follow.removed, follow.removed)),
        [tag[2] for tag in follow.tags if len(tag) == 3],  # noqa: PLR2004 - (platform id, group, name)
    )


# --- the timeline -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said; ``is_ours`` when it was one of us."""

    text: str
    is_ours: bool = False


@dataclass
class Entry:
    """One line of the timeline: an interaction, or a run of messages on one channel. ``at`` is the latest moment."""

    id: int
    at: datetime
    day: date
    icon: str
    css: str
    label: str
    sentence: Markup
    quotes: list[Quote] = field(default_factory=list)
    why: str = ""
    is_bad: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class Names:
    """What the entries of a page refer to."""

    accounts: dict[int, Account]
    colleagues: dict[tuple[int, str], str]

    def scene(self, one: Interaction) -> Scene:
        """The interaction with its names filled in."""
        account = self.accounts.get(one.account_id or 0)
        external_id = str(one.facts.get("colleague", ""))
        colleague = self.colleagues.get((account.root_id, external_id), external_id) if account else external_id
        channel = str(channels.product_of(account).label) if account else _("a removed channel")
        return Scene(one.facts, str(one.facts.get("member", "")) or colleague, channel)


def entries(found: Sequence[Interaction]) -> list[Entry]:
    """Entries of a page of interactions, runs of messages drawn together; two statements, whatever their number."""
    names = _names(found)
    made: list[Entry] = []
    for run in _runs(found):
        scene, first = names.scene(run[0]), run[0]
        icon, css, label = _mark(first, names)
        made.append(
            Entry(
                first.id,
                first.occurred_at,
                timezone.localtime(first.occurred_at).date(),
                icon,
                css,
                label,
                wording.run_of_messages(scene, len(run)) if len(run) > 1 else wording.sentence(first.kind, scene),
                [quote for one in reversed(run[:QUOTES]) if (quote := _quote(one)).text],
                wording.why(first.kind, scene),
                wording.is_bad(first.kind, first.facts),
                len(run),
            )
        )
    return made


def _names(found: Sequence[Interaction]) -> Names:
    accounts = channels.accounts_by_id(one.account_id for one in found if one.account_id)
    told = {str(one.facts["colleague"]) for one in found if one.facts.get("colleague")}
    return Names(accounts, channels.colleagues((account.root_id for account in accounts.values()), told))


def _runs(found: Iterable[Interaction]) -> list[list[Interaction]]:
    """Interactions one by one, but messages of one channel account on one day together."""
    runs: list[list[Interaction]] = []
    for one in found:
        if runs and _belongs(one, runs[-1][-1]):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _belongs(one: Interaction, other: Interaction) -> bool:
    is_talk = one.kind in wording.MESSAGES and other.kind in wording.MESSAGES
    days = {timezone.localtime(moment).date() for moment in (one.occurred_at, other.occurred_at)}
    return is_talk and one.account_id == other.account_id and len(days) == 1


def _mark(one: Interaction, names: Names) -> tuple[str, str, str]:
    account = names.accounts.get(one.account_id or 0)
    if account is not None:
        product = channels.product_of(account)
        return product.icon, product.css, str(product.label)
    mark = wording.MARKS.get(one.kind, wording.OTHER_MARK)
    return mark.icon, mark.css, str(mark.label)


def _quote(one: Interaction) -> Quote:
    return Quote(wording.quote(one.facts), is_ours=one.kind in {"message_out", "colleague_message"})


# --- what other modules add ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Button:
    """A button in the head of the page."""

    label: str
    icon: str
    url: str
    is_main: bool


def panels(member: Member) -> list[Panel]:
    """The boxes of other modules this member may see, in order."""
    declared = (panel for room in discovery.rooms("panels") for panel in getattr(room, "PANELS", ()))
    return sorted((one for one in declared if member.can(one.permission)), key=lambda one: (one.order, one.slug))


def buttons(member: Member, customer: Customer) -> list[Button]:
    """The buttons of other modules that lead somewhere for this customer."""
    declared = [action for room in discovery.rooms("panels") for action in getattr(room, "ACTIONS", ())]
    made = []
    for action in sorted(declared, key=lambda action: (action.order, action.slug)):
        url = action.address(member, customer.id) if member.can(action.permission) else ""
        if url:
            made.append(Button(str(action.label), action.icon, url, action.is_main))
    return made
