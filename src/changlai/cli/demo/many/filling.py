"""``changlai demo fill --customers 1000000``: an organisation as large as the largest, in minutes."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from changlai.accounts.models import Member, Organisation
from changlai.channels.models import Account
from changlai.cli.demo.many import words
from changlai.cli.demo.many.load import Loader, escaped
from changlai.cli.demo.many.people import Drawn, Ints, Plan, lots, written
from changlai.customers import actions as customers
from changlai.customers.models import Customer, Follow, Identity, Interaction
from changlai.kernel.tenancy import scope
from changlai.records import actions as records
from changlai.tags import actions as tags
from changlai.tags.enums import Way
from changlai.tags.models import Tag, Tagging, TagGroup

_TABLES = (Customer, Identity, Follow, Interaction, Tagging)
# Share in hundredths; the rest is talk of ours.
_KINDS = (("message_in", 44), ("viewed", 14), ("entered", 6), ("follow_added", 4), ("message_out", 32))


@dataclass(frozen=True)
class Wanted:
    """How much; ``tag_links`` is about how many."""

    customers: int
    interactions: int
    tag_links: int
    seed: int = 1


@dataclass(frozen=True)
class _Stage:
    """What is there already and rows refer to."""

    organisation: Organisation
    member_ids: Sequence[int]
    talks: Sequence[int]  # accounts people write to
    site: int | None  # the one whose pages are looked at
    contacts: Account | None
    tags: Sequence[tuple[Tag, bool, float]]  # tag, one of its group, share of customers


def multiply(
    organisation: Organisation, wanted: Wanted, *, url: str, now: datetime, tell: Callable[[int], None]
) -> None:
    """Fill an organisation with customers, identities, relations, tags and interactions; ``tell`` hears how many
    customers are there. What follows from them (counts) is made at the end.
    """
    stage = _set(organisation, wanted)
    loader = Loader(url, organisation.pk)
    dice = np.random.default_rng(wanted.seed + 1)
    try:
        done = 0
        base = loader.ids(Customer._meta.db_table, 0)
        many = wanted.customers, wanted.interactions, len(stage.member_ids)
        for lot in lots(Plan(wanted.seed, *many, now, base)):
            _write(loader, stage, lot, dice)
            done += len(lot.names)
            tell(done)
        for model in _TABLES:
            loader.connection.execute(f"analyze {model._meta.db_table}".encode())
    finally:
        loader.close()
    with scope(organisation.pk):
        tags.recount([tag for tag, _, _ in stage.tags])
        customers.check_activity(now)
        records.pass_marks()
        records.rebuild("customer", now)
    has_more = True
    while has_more:  # each turn commits: a reader meanwhile finds who is in already
        with scope(organisation.pk):
            has_more = records.index_kind("customer", now)


def _set(organisation: Organisation, wanted: Wanted) -> _Stage:
    with scope(organisation.pk):
        members = list(Member.objects.filter(is_active=True).order_by("id").values_list("id", flat=True))
        accounts = list(Account.objects.order_by("id"))
        offered = _tags(wanted)
    roots = {account.parent_id for account in accounts}
    contacts = next((one for one in accounts if one.channel == "wecom" and one.parent_id is None), None)
    talks = [one.pk for one in accounts if one.pk not in roots and one.parent_id] or [one.pk for one in accounts]
    site = next((one.pk for one in accounts if one.channel == "webchat"), None)
    return _Stage(organisation, members, talks, site, contacts, offered)


def _tags(wanted: Wanted) -> list[tuple[Tag, bool, float]]:
    by = Member.objects.order_by("id").first()
    each = wanted.tag_links / max(1, wanted.customers)
    scale = each / sum(share / 1000 for *_, share in words.GROUPS)
    made = []
    for name, tone, is_only, texts, share in words.GROUPS:
        names = texts.split()
        group = TagGroup.objects.filter(name=name).first()
        if group is None:
            group = tags.create_group(name=name, tone=tone, is_exclusive=is_only, names=names, by=by)
        known = set(Tag.objects.filter(group=group).values_list("name", flat=True))
        tags.add_tags(group=group, names=[one for one in names if one not in known], by=by)
        found = list(Tag.objects.filter(group=group).order_by("position"))
        likely = share / 1000 * scale
        weights = np.geomspace(1.0, 0.25, len(found))
        made += [
            (tag, group.is_exclusive, min(0.95, likely * float(weight / weights.sum())))
            for tag, weight in zip(found, weights, strict=True)
        ]
    return made


def _write(loader: Loader, stage: _Stage, lot: Drawn, dice: np.random.Generator) -> None:
    first = loader.ids(Customer._meta.db_table, len(lot.names))
    loader.copy(Customer, _CUSTOMER, _customers(loader, stage, lot, first))
    loader.copy(
        Identity, ("customer_id", "kind", "scope", "value", "created_at", "account_id"), _identities(stage, lot, first)
    )
    if stage.contacts is not None:
        loader.copy(Follow, _FOLLOW, _follows(stage, lot, first))
    loader.copy(Tagging, _TAGGING, _taggings(stage, lot, first, dice))
    start = loader.ids(Interaction._meta.db_table, len(lot.whose))
    loader.copy(Interaction, _INTERACTION, _interactions(stage, lot, first, start, dice))


_CUSTOMER = (
    *("id", "name", "gender", "city", "company", "position", "source", "phone"),
    *("owner_id", "created_at", "last_interaction_at"),
)
_FOLLOW = (
    *("customer_id", "account_id", "colleague", "remark", "state", "way"),
    *("added_at", "seen_at"),
)
_TAGGING = ("customer_id", "tag_id", "group_id", "is_only", "tagged_at", "by", "way")
_INTERACTION = (
    *("id", "organisation_id", "customer_id", "account_id", "kind", "occurred_at", "recorded_at"),
    *("event_id", "part", "facts"),
)


def _customers(loader: Loader, stage: _Stage, lot: Drawn, first: int) -> Iterator[str]:
    field = Customer._meta.get_field("phone")
    met, last = written(lot.met), written(lot.last)
    has_met = np.bincount(lot.whose, minlength=len(lot.names)) > 0
    for n, name in enumerate(lot.names):
        owner = lot.owners[n]
        sealed = field.seal(lot.phones[n], organisation_id=loader.organisation_id)
        yield "\t".join(
            (
                str(first + n),
                escaped(name),
                lot.genders[n],
                lot.cities[n],
                lot.companies[n],
                lot.positions[n],
                lot.sources[n],
                escaped(sealed),
                str(stage.member_ids[owner]) if owner >= 0 else "\\N",
                met[n],
                last[n] if has_met[n] else "\\N",
            )
        )


def _identities(stage: _Stage, lot: Drawn, first: int) -> Iterator[str]:
    met = written(lot.met)
    corp = str(stage.contacts.external_id or "") if stage.contacts else ""
    accounts = [one for one in (stage.contacts and stage.contacts.pk, *stage.talks[:2], stage.site) if one]
    for n, moment in enumerate(met):
        account = accounts[n * 7 % 10 % len(accounts)] if accounts else "\\N"
        if stage.contacts is not None:
            yield f"{first + n}\texternal_userid\t{corp}\twmFill{first + n:010d}\t{moment}\t{account}"
        if lot.phones[n]:
            yield f"{first + n}\tphone\t\t{lot.phones[n]}\t{moment}\t{account}"
        if lot.mails[n]:
            yield f"{first + n}\temail\t\t{lot.mails[n]}\t{moment}\t{account}"


def _follows(stage: _Stage, lot: Drawn, first: int) -> Iterator[str]:
    assert stage.contacts is not None  # noqa: S101 - asked before
    account, met = stage.contacts.pk, written(lot.met)
    for n, remark in enumerate(lot.remarks):
        if remark:
            state = words.STATES[n % len(words.STATES)]
            colleague = f"filler{max(0, lot.owners[n])}"
            yield f"{first + n}\t{account}\t{colleague}\t{remark}\t{state}\tqr_code\t{met[n]}\t{met[n]}"


def _taggings(stage: _Stage, lot: Drawn, first: int, dice: np.random.Generator) -> Iterator[str]:
    size, at = len(lot.names), written(lot.met)
    taken: dict[int, Ints] = {}
    for tag, is_only, share in stage.tags:
        has = dice.random(size) < share
        if is_only:  # whoever has another one of the group keeps that
            before = taken.setdefault(tag.group_id, np.zeros(size, dtype=np.int64))
            has &= before == 0
            before[has] = 1
        middle = f"\t{tag.pk}\t{tag.group_id}\t{'t' if is_only else 'f'}\t"
        for n in np.flatnonzero(has).tolist():
            yield f"{first + n}{middle}{at[n]}\t导入\t{Way.BULK}"


def _interactions(stage: _Stage, lot: Drawn, first: int, start: int, dice: np.random.Generator) -> Iterator[str]:
    size = len(lot.whose)
    pools = _pools()
    kinds = np.searchsorted(np.cumsum([share for _, share in _KINDS]), dice.integers(100, size=size), side="right")
    turns = dice.integers(1 << 30, size=size)
    organisation, talks = stage.organisation.pk, [str(one) for one in stage.talks] or ["\\N"]
    site = str(stage.site) if stage.site else talks[0]
    fixed = {"viewed": site, "follow_added": str(stage.contacts.pk) if stage.contacts else talks[0]}
    rows = zip(lot.whose.tolist(), written(lot.moments), kinds.tolist(), turns.tolist(), strict=True)
    for n, (whose, at, number, turn) in enumerate(rows, start):
        kind = _KINDS[number][0]
        pool = pools[number]
        account = fixed.get(kind) or talks[whose % len(talks)]
        yield (
            f"{n}\t{organisation}\t{first + whose}\t{account}\t{kind}\t{at}\t{at}\t{-n}\t0\t{pool[turn % len(pool)]}"
        )


def _pools() -> list[list[str]]:
    """What entries say, by kind, written as COPY wants it."""
    places = [(product, city) for product in words.PRODUCTS for city, *_ in words.CITIES]
    asked = [_said(text, *place) for text in words.QUESTIONS for place in places]
    answered = [_said(text, *place) for text in words.ANSWERS for place in places]
    looked: list[dict[str, object]] = [
        {
            "content": {
                "kind": "link",
                "title": title.format(product=product),
                "url": f"https://www.hemu.example{path.format(n=n)}",
            }
        }
        for title, path in words.PAGES
        for n, product in enumerate(words.PRODUCTS, 1)
    ]
    added: list[dict[str, object]] = [{"state": state, "way": "qr_code"} for state in words.STATES]
    by_kind: dict[str, list[dict[str, object]]] = {
        "message_in": asked,
        "message_out": answered,
        "viewed": looked,
        "entered": [{"source": "enter_session"}],
        "follow_added": added,
    }
    return [[escaped(json.dumps(one, ensure_ascii=False)) for one in by_kind[kind]] for kind, _ in _KINDS]


def _said(text: str, product: str, city: str) -> dict[str, object]:
    return {"content": {"text": text.format(product=product, city=city)}}
