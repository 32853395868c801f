"""Entries of the timeline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from changlai.accounts.operations import cursor_of
from changlai.channels import queries as channels
from changlai.channels.models import Account
from changlai.customers import queries, wording
from changlai.customers.enums import InteractionKind
from changlai.customers.models import Interaction
from changlai.customers.wording import Scene

FOLLOWED_UP = (InteractionKind.CALL, InteractionKind.VISIT, InteractionKind.TALK)
QUOTES = 3  # of a run of messages, the latest


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
    note_id: int = 0
    author_id: int = 0
    is_pinned: bool = False
    is_edited: bool = False
    files: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Names:
    """What the entries of a page refer to."""

    accounts: dict[int, Account]
    colleagues: dict[tuple[int, str], str]
    outcomes: Mapping[str, str]

    def scene(self, one: Interaction) -> Scene:
        """The interaction with its names filled in."""
        account = self.accounts.get(one.account_id or 0)
        external_id = str(one.facts.get("colleague", ""))
        colleague = self.colleagues.get((account.root_id, external_id), external_id) if account else external_id
        channel = str(channels.product_of(account).label) if account else _("a removed channel")
        told = str(one.facts.get("outcome", ""))
        facts = {**one.facts, "outcome_label": self.outcomes[told]} if told in self.outcomes else one.facts
        return Scene(facts, str(one.facts.get("member", "")) or colleague, channel)


def entries(found: Sequence[Interaction], *, in_runs: bool = True) -> list[Entry]:
    """Entries of a page of interactions; three statements at most, whatever their number. ``in_runs``: messages that
    follow each other are drawn together, else there is an entry for each.
    """
    names = _names(found)
    made: list[Entry] = []
    for run in _runs(found) if in_runs else [[one] for one in found]:
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
                int(first.facts.get("note_id") or 0),
                int(first.facts.get("member_id") or 0),
                bool(first.facts.get("pinned")),
                bool(first.facts.get("edited")),
                list(first.facts.get("files") or ()),
            )
        )
    return made


def _names(found: Sequence[Interaction]) -> Names:
    accounts = channels.accounts_by_id(one.account_id for one in found if one.account_id)
    told = {str(one.facts["colleague"]) for one in found if one.facts.get("colleague")}
    came = {str(one.facts["outcome"]) for one in found if one.kind in FOLLOWED_UP and one.facts.get("outcome")}
    colleagues = channels.colleagues((account.root_id for account in accounts.values()), told)
    return Names(accounts, colleagues, queries.outcome_labels(came))


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
    text = "" if one.kind == InteractionKind.VIEWED else wording.quote(one.facts)  # its sentence says it all
    return Quote(text, is_ours=one.kind in {"message_out", "colleague_message"})


def timeline_cursor(entry: Interaction) -> str:
    """The entry's place in the timeline."""
    return cursor_of(entry.occurred_at.isoformat(), entry.id)
