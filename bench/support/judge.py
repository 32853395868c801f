"""Lets the product meet the labelled pairs and tells what became of each: its own actions, in a house's database.

``python -m bench.support.judge {"part": 1.0}`` prints one JSON object.
"""

import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from bench.support.pairs import SEED, Pair, Told, pairs
from changlai.cli.django import load_django

AT_ONCE = 500
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
EXCLUSIVE = frozenset({"external_id", "external_userid", "unionid"})


def judge(part: float) -> dict[str, Any]:
    """Feed every record in a shuffled order, let the product look for duplicates, compare with the truth."""
    from changlai.accounts import actions as accounts  # noqa: PLC0415 - app ready
    from changlai.customers import queries  # noqa: PLC0415 - app ready
    from changlai.customers.models import Suggestion  # noqa: PLC0415 - app ready
    from changlai.kernel.tenancy import scope  # noqa: PLC0415 - app ready

    labelled = list(pairs(part))
    records = [told for pair in labelled for told in (pair.first, pair.second)]
    order = list(range(len(records)))
    random.Random(SEED).shuffle(order)  # noqa: S311 - a published order, no secret
    org = accounts.create_organisation(name="Bench", slug="bench").pk
    began = time.process_time()
    met: dict[int, int] = {}
    for piece in _pieces(order):
        with scope(org):
            met |= dict(zip(piece, _meet(org, [records[number] for number in piece]), strict=True))
    with scope(org):
        _write_down(org, [(met[number], told) for number, told in enumerate(records)])
    looked = time.process_time()
    while _look(org):
        pass
    ended = time.process_time()
    with scope(org):
        today = queries.current_ids(met.values())
        suggested = set(Suggestion.objects.filter(is_different=False).values_list("first_id", "second_id"))
    now = [today.get(met[number], met[number]) for number in range(len(records))]
    report = _compared(labelled, now, suggested)
    cpu = {
        "meeting_cpu_us": (looked - began) / len(records) * 1e6,
        "looking_cpu_us": (ended - looked) / len(records) * 1e6,
    }
    return report | {name: round(value, 1) for name, value in cpu.items()}


def _pieces(order: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(order), AT_ONCE):
        yield order[start : start + AT_ONCE]


def _meet(org: int, told: Sequence[Told]) -> list[int]:
    from changlai.channels.contracts import IdentityClaim, Profile  # noqa: PLC0415 - app ready
    from changlai.customers import actions  # noqa: PLC0415 - app ready

    people = [
        actions.Person(
            org,
            1,
            tuple(IdentityClaim(kind, where, value, exclusive=kind in EXCLUSIVE) for kind, where, value in one.claims),
            NOW,
            Profile(name=one.name, company=one.company),
        )
        for one in told
    ]
    return actions.resolve(people)


def _write_down(org: int, told: Sequence[tuple[int, Told]]) -> None:
    """What no platform tells: city and birthday, as a table brings them."""
    from changlai.customers import actions  # noqa: PLC0415 - app ready
    from changlai.kernel import db  # noqa: PLC0415 - app ready

    rows = [(one, record) for one, record in told if record.city or record.birthday]
    db.run(
        """update customers_customer c set city = x.city, birthday = nullif(x.born, '')::date
        from unnest(%b::bigint[], %b::text[], %b::text[]) x(id, city, born)
        where c.organisation_id = %b and c.id = x.id""",
        ([one for one, _ in rows], [record.city for _, record in rows], [record.birthday for _, record in rows], org),
    )
    actions.mark_unchecked((org, one) for one, _ in rows)


def _look(org: int) -> int:
    from changlai.customers import actions  # noqa: PLC0415 - app ready
    from changlai.kernel.tenancy import scope  # noqa: PLC0415 - app ready

    with scope(org):
        return actions.check_twins(org, NOW)


def _compared(labelled: Sequence[Pair], now: Sequence[int], suggested: set[tuple[int, int]]) -> dict[str, Any]:
    people: dict[int, set[int]] = defaultdict(set)
    for number, pair in enumerate(labelled):
        people[now[2 * number]].add(pair.first.person)
        people[now[2 * number + 1]].add(pair.second.person)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for number, pair in enumerate(labelled):
        a, b = sorted(now[2 * number : 2 * number + 2])
        fate = "merged" if a == b else "suggested" if (a, b) in suggested else "apart"
        kinds[pair.kind][fate] += 1
    right = sum(1 for a, b in suggested if people[a] & people[b])
    ones = [counts for kind, counts in kinds.items() if kind.startswith("one")]
    whole = sum(sum(counts.values()) for counts in ones)
    return {
        "pairs": len(labelled),
        "false_merges": sum(1 for persons in people.values() if len(persons) > 1),
        "merged_recall": sum(counts["merged"] for counts in ones) / whole,
        "recall": sum(counts["merged"] + counts["suggested"] for counts in ones) / whole,
        "suggestions": len(suggested),
        "suggestion_precision": right / max(1, len(suggested)),
        "kinds": {kind: dict(counts) for kind, counts in kinds.items()},
    }


def main() -> None:
    load_django()
    print(json.dumps(judge(float(json.loads(sys.argv[1])["part"]))))


if __name__ == "__main__":
    main()
