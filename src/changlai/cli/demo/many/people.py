"""Customers by the ten thousand, drawn with a seed: the same seed draws the same people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from changlai.cli.demo.many import words

AT_ONCE = 20_000
DAYS = 540  # how long ago the first of them was met
DAY = 86_400
BUSY = 1_000  # interactions of the first customer, as far as there are that many
_OPENING, _HOURS = 9 * 3600, 13 * 3600  # customers are about from nine to ten in the evening, China's time
_ZONE = 8 * 3600

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Drawn:
    """One lot of customers in columns; moments are seconds since 1970. ``whose`` says of each interaction which
    customer of the lot it is of.
    """

    names: Sequence[str]
    genders: Sequence[str]
    cities: Sequence[str]
    companies: Sequence[str]
    positions: Sequence[str]
    sources: Sequence[str]
    phones: Sequence[str]
    mails: Sequence[str]
    remarks: Sequence[str]
    owners: Sequence[int]  # number of the member; -1: nobody
    met: Ints
    last: Ints
    whose: Ints
    moments: Ints


@dataclass(frozen=True)
class Plan:
    """How many; ``members`` are responsible for them. ``base`` is the highest id so far: whoever fills twice gives
    nobody's number again.
    """

    seed: int
    customers: int
    interactions: int
    members: int
    now: datetime
    base: int


def lots(plan: Plan) -> Iterator[Drawn]:
    """All customers, a lot at a time; the interactions together are as many as planned, most of them a few people's."""
    dice = np.random.default_rng(plan.seed)
    done = spent = 0
    while done < plan.customers:
        size = min(AT_ONCE, plan.customers - done)
        share = plan.interactions * (done + size) // plan.customers - spent
        yield _lot(dice, plan, done, size, share)
        done, spent = done + size, spent + share


def _lot(dice: np.random.Generator, plan: Plan, first: int, size: int, interactions: int) -> Drawn:
    now, start = int(plan.now.timestamp()), plan.base + first
    is_woman = dice.random(size) < 0.55  # noqa: PLR2004 - who buys furniture
    names = _names(dice, size, is_woman)
    cities, places = _cities(dice, size)
    products = _pick(dice, words.PRODUCTS, size)
    firms = _some(
        dice,
        0.3,
        [
            f"{c}{f}{t}有限公司"
            for c, f, t in zip(places, _pick(dice, words.FIRMS, size), _pick(dice, words.TRADES, size), strict=True)
        ],
    )
    met = now - (dice.random(size) ** 1.4 * DAYS * DAY).astype(np.int64) - DAY
    whose = np.repeat(np.arange(size), _shares(dice, first, size, interactions))
    moments = _moments(dice, met[whose], now)
    last = met.copy()
    np.maximum.at(last, whose, moments)
    return Drawn(
        names,
        ["female" if one else "male" for one in is_woman.tolist()],
        cities,
        firms,
        [position if firm else "" for firm, position in zip(firms, _pick(dice, words.POSITIONS, size), strict=True)],
        _pick(dice, words.SOURCES, size),
        _some(
            dice,
            0.72,
            [
                f"+86{prefix}{number:08d}"
                for prefix, number in zip(_pick(dice, words.PREFIXES, size), _different(start, size), strict=True)
            ],
        ),
        _some(
            dice,
            0.12,
            [
                f"u{number}@{host}"
                for number, host in zip(range(start, start + size), _pick(dice, words.MAILS, size), strict=True)
            ],
        ),
        _some(
            dice,
            0.5,
            [f"{name}-{place}-{product}" for name, place, product in zip(names, places, products, strict=True)],
        ),
        np.where(dice.random(size) < 0.88, (dice.random(size) ** 1.5 * plan.members).astype(np.int64), -1).tolist(),  # noqa: PLR2004
        met,
        last,
        whose,
        moments,
    )


def _pick(dice: np.random.Generator, of: Sequence[str], size: int) -> list[str]:
    return [of[place] for place in dice.integers(len(of), size=size).tolist()]


def _some(dice: np.random.Generator, share: float, values: list[str]) -> list[str]:
    """Of a share of them the value, of the others nothing."""
    return [
        value if has else "" for value, has in zip(values, (dice.random(len(values)) < share).tolist(), strict=True)
    ]


def _names(dice: np.random.Generator, size: int, is_woman: NDArray[np.bool_]) -> list[str]:
    surnames = [words.SURNAMES[n] for n in (dice.random(size) ** 1.8 * len(words.SURNAMES)).astype(int).tolist()]
    women, men = _pick(dice, words.WOMEN, size), _pick(dice, words.MEN, size)
    second = _pick(dice, words.WOMEN, size)
    nick = _pick(dice, words.NICKNAMES, size)
    kinds = dice.random(size).tolist()
    made = []
    for n, (surname, woman, man, extra, called, kind) in enumerate(
        zip(surnames, women, men, second, nick, kinds, strict=True)
    ):
        given = woman if is_woman[n] else man
        if kind < 0.3 and len(given) == 1:  # noqa: PLR2004
            given += extra[0]
        made.append(f"{given}{called}" if kind > 0.85 else f"{surname}{given}")  # noqa: PLR2004
    return made


def _cities(dice: np.random.Generator, size: int) -> tuple[list[str], list[str]]:
    """City with district, as people write it, and the city alone."""
    weights = np.array([share for _, share, _ in words.CITIES], dtype=float)
    places = dice.choice(len(words.CITIES), size=size, p=weights / weights.sum()).tolist()
    turns = dice.integers(6, size=size).tolist()
    districts = [district.split() for _, _, district in words.CITIES]
    named = [words.CITIES[place][0] for place in places]
    whole = [f"{city} {districts[p][t % len(districts[p])]}" for city, p, t in zip(named, places, turns, strict=True)]
    return whole, named


def _different(first: int, size: int) -> list[int]:
    """Eight digits that nobody else of the fill has: numbers in a scrambled order."""
    return ((np.arange(first, first + size) * 48_271 + 12_345_678) % 99_999_989).tolist()


def _shares(dice: np.random.Generator, first: int, size: int, interactions: int) -> Ints:
    weights = dice.lognormal(0.0, 1.3, size)
    shares: Ints = np.floor(weights / weights.sum() * interactions).astype(np.int64)
    shares[: interactions - int(shares.sum())] += 1
    if first == 0 and interactions > BUSY * 2:
        spare = BUSY - int(shares[0])
        shares[0] = BUSY
        richest = int(shares[1:].argmax()) + 1
        while spare > 0:
            taken = min(spare, int(shares[richest]) // 2)
            shares[richest] -= taken
            spare -= taken
            richest = int(shares[1:].argmax()) + 1
    return shares


def _moments(dice: np.random.Generator, since: Ints, now: int) -> Ints:
    """Somewhere between the first meeting and now, by day."""
    raw = since + ((now - since) * dice.random(len(since))).astype(np.int64)
    midnight = (raw + _ZONE) // DAY * DAY - _ZONE
    moments: Ints = midnight + _OPENING + (dice.random(len(since)) * _HOURS).astype(np.int64)
    moments = np.where(moments > now, moments - DAY, moments)
    within: Ints = np.minimum(np.maximum(moments, since), now)
    return within


def written(moments: Ints) -> list[str]:
    """Moments as PostgreSQL reads them."""
    return [f"{text}+00" for text in np.datetime_as_string(moments.astype("datetime64[s]")).tolist()]
