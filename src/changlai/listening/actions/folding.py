"""Copies fold into the first of them: the one that was heard first stays, with how many repeat it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from changlai.channels.contracts import Said
from changlai.kernel import bulk, db, tenancy
from changlai.listening.likeness import ALIKE, SHARED, bands, likeness, words_only

REMEMBERED = timedelta(days=14)  # for so long a fingerprint is kept: who copies does so soon
MOST_LIKE = 5  # of those that share most bands, texts are compared
_SHARING = """
    select b.mention_id, array_agg(b.band) from listening_mentionband b
    where b.organisation_id = %(org)s and b.band = any(%(bands)b::bigint[]) and b.said_at > %(since)s
    group by b.mention_id having count(*) >= %(shared)s"""
_TEXTS = "select id, text from listening_mention where organisation_id = %(org)s and id = any(%(ids)b::bigint[])"
_COPIED = """
    update listening_mention m set copies = m.copies + x.n from unnest(%(ids)b::bigint[], %(counts)b::int[]) x(id, n)
    where m.organisation_id = %(org)s and m.id = x.id"""
_KEEP = """
    insert into listening_mentionband (organisation_id, band, mention_id, said_at)
    select %(org)s, x.* from unnest(%(bands)b::bigint[], %(mentions)b::bigint[], %(at)b::timestamptz[]) x"""


@dataclass(slots=True)
class Fold:
    """``mention_id`` is the mention it repeats, None for the first; ``copies`` of the batch repeat this one; ``bands``
    is its fingerprint.
    """

    mention_id: int | None = None
    copies: int = 0
    bands: Sequence[int] = field(default_factory=tuple)


class _Firsts:
    """Mentions others may repeat: stored ones, and those of this batch."""

    def __init__(self) -> None:
        self.texts: dict[int, str] = {}
        self.by_band: dict[int, list[int]] = {}

    def add(self, mention_id: int, own: Iterable[int]) -> None:
        for band in own:
            self.by_band.setdefault(band, []).append(mention_id)

    def like(self, text: str, own: Sequence[int]) -> int | None:
        """The first that says nearly the same."""
        shared = Counter(one for band in own for one in self.by_band.get(band, ()))
        near = [one for one, count in shared.most_common(MOST_LIKE) if count >= SHARED]
        return next((one for one in near if one in self.texts and likeness(text, self.texts[one]) >= ALIKE), None)


def folded(fresh: Sequence[tuple[int, Said]], now: datetime) -> list[Fold]:
    """What each repeats. Stored firsts are told how many copies more they have; fingerprints come with ``remember``."""
    texts = [words_only(said.text) for _id, said in fresh]
    made = bands(texts)
    firsts = _stored({band for own in made for band in own}, now)
    folds = [Fold(bands=own) for own in made]
    places = {mention_id: place for place, (mention_id, _said) in enumerate(fresh)}
    for place, ((mention_id, _said), text, own) in enumerate(zip(fresh, texts, made, strict=True)):
        found = firsts.like(text, own) if own else None
        if found is None:
            firsts.add(mention_id, own)
            firsts.texts[mention_id] = text
        else:
            folds[place].mention_id = found
            if found in places:
                folds[places[found]].copies += 1
    _note_copies(Counter(one.mention_id for one in folds if one.mention_id and one.mention_id not in places))
    return folds


def remember(fresh: Sequence[tuple[int, Said]], folds: Sequence[Fold]) -> None:
    """Keep the fingerprints of the firsts, once this transaction has stored their mentions."""
    rows = [
        (band, one, said.said_at)
        for (one, said), fold in zip(fresh, folds, strict=True)
        if fold.mention_id is None
        for band in fold.bands
    ]
    if rows:
        numbers, mentions, at = (list(column) for column in zip(*rows, strict=True))
        with bulk.vouched():
            db.run(_KEEP, {"org": tenancy.organisation_id(), "bands": numbers, "mentions": mentions, "at": at})


def _stored(wanted: set[int], now: datetime) -> _Firsts:
    firsts = _Firsts()
    if not wanted:
        return firsts
    org = tenancy.organisation_id()
    asked = {"org": org, "bands": sorted(wanted), "since": now - REMEMBERED, "shared": SHARED}
    for mention_id, own in db.rows(_SHARING, asked):
        firsts.add(mention_id, own)
    ids = sorted({one for found in firsts.by_band.values() for one in found})
    if ids:
        firsts.texts = {one: words_only(text) for one, text in db.rows(_TEXTS, {"org": org, "ids": ids})}
    return firsts


def _note_copies(counts: Counter[int | None]) -> None:
    if counts:
        ids = [one for one in counts if one is not None]
        org = tenancy.organisation_id()
        db.run(_COPIED, {"org": org, "ids": ids, "counts": [counts[one] for one in ids]})
