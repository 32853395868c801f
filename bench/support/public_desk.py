"""The social desk of a house: its register, topics and rules of alarm; and what only the product itself can answer.

``python -m bench.support.public_desk {"ask": "define", ...}`` prints one JSON object.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from bench.support.posts import FOLLOWERS, TOPICS, texts
from changlai.cli.django import load_django

SEED = 20_260_401
BATCH, PIECE = 500, 3  # posts of a batch; characters of a made-up keyword
FEW, MANY, TOPICS_OF_MANY = 10, 10_000, 20
LOUD = 0.995 * FOLLOWERS  # from this reach on a bad post is a case
MONTH = 30


def define(slug: str, reach: float = LOUD) -> dict[str, Any]:
    """A source, ten topics, two rules of alarm whose rota names everybody. Some texts that are surely bad, too."""
    from django.utils import timezone  # noqa: PLC0415 - app ready

    from changlai.accounts.models import Member, Organisation  # noqa: PLC0415 - app ready
    from changlai.ai import queries as ai  # noqa: PLC0415 - app ready
    from changlai.kernel.tenancy import scope  # noqa: PLC0415 - app ready
    from changlai.listening import actions  # noqa: PLC0415 - app ready
    from changlai.listening.actions import SourceWish, TopicWish, alert_rules  # noqa: PLC0415 - app ready
    from changlai.listening.actions.alert_rules import RuleWish  # noqa: PLC0415 - app ready
    from changlai.listening.enums import AlertKind, Ground, SourceKind  # noqa: PLC0415 - app ready

    now = timezone.now()
    with scope(Organisation.objects.get(slug=slug).pk):
        people = list(Member.objects.order_by("id"))
        wish = SourceWish(
            name="口碑数据", kind=SourceKind.PUSH, purpose="测量", origin="测量程序", ground=Ground.CONTRACT
        )
        source = actions.make_source(wish=wish, by=people[0], now=now)
        for number, words in enumerate(TOPICS):
            topic = TopicWish(name=f"话题{number}", expression=words, tone=1 + number % 8)
            actions.make_topic(wish=topic, by=people[0], now=now)
        for rule in (
            RuleWish(name="差评", kind=AlertKind.NEGATIVE, reach=round(reach), owners=people),
            RuleWish(name="突发", kind=AlertKind.BURST, count=1_000, minutes=60, factor=3.0, owners=people),
        ):
            alert_rules.make_rule(wish=rule, by=people[0], now=now)
        whole = texts()
        means = ai.judge(whole)
        bad = [
            text
            for text, one in zip(whole, means, strict=True)
            if one.sentiment == "negative" and not one.is_uncertain and one.intent == "complaint"
        ]
    return {"source_id": source.pk, "bad": bad[:1_000]}


def words(slug: str) -> dict[str, Any]:  # noqa: ARG001 - every question names the company
    """The words the board counts, of every labelled post."""
    from changlai.listening import words as cut  # noqa: PLC0415 - app ready

    whole = texts()
    return {"texts": whole, "words": cut.of(whole)}


def recount(slug: str) -> dict[str, Any]:
    """Count everything again; how many sums of the board were wrong, and the seconds it took."""
    from changlai.accounts.models import Organisation  # noqa: PLC0415 - app ready
    from changlai.kernel.tenancy import scope  # noqa: PLC0415 - app ready
    from changlai.listening.actions import recounting  # noqa: PLC0415 - app ready

    org = Organisation.objects.get(slug=slug).pk
    began, wrong = time.monotonic(), 0
    with scope(org):
        days = recounting.days_counted()
    first, last = days or (None, None)
    while first and last and first <= last:
        until = min(first + timedelta(days=MONTH - 1), last)
        with scope(org):
            wrong += recounting.recount(first, until).total
        first = until + timedelta(days=1)
    return {"wrong": wrong, "seconds": round(time.monotonic() - began, 1)}


def speed(slug: str, posts: int) -> dict[str, Any]:
    """Posts a second of one core's time, in batches as the consumer's: each part alone, and all of them together."""
    from changlai.accounts.models import Organisation  # noqa: PLC0415 - app ready
    from changlai.ai import queries as ai  # noqa: PLC0415 - app ready
    from changlai.kernel.tenancy import scope  # noqa: PLC0415 - app ready
    from changlai.listening import words as cut  # noqa: PLC0415 - app ready
    from changlai.listening.likeness import bands, words_only  # noqa: PLC0415 - app ready
    from changlai.listening.matching import Post  # noqa: PLC0415 - app ready

    whole = texts()
    batches = [[whole[(start + n) % len(whole)] for n in range(BATCH)] for start in range(0, posts, BATCH)]
    few, many = matcher_of(whole, FEW), matcher_of(whole, MANY)

    def timed(*works: Callable[[list[str]], object]) -> int:
        for work in works:
            work(batches[0])
        began = time.process_time()
        for batch in batches:
            for work in works:
                work(batch)
        return round(len(batches) * BATCH / (time.process_time() - began))

    def match_few(batch: list[str]) -> list[tuple[int, ...]]:
        return [few.topics_of(Post("weibo", text)) for text in batch]

    def match_many(batch: list[str]) -> list[tuple[int, ...]]:
        return [many.topics_of(Post("weibo", text)) for text in batch]

    def fingerprint(batch: list[str]) -> list[list[int]]:
        return bands([words_only(text) for text in batch])

    with scope(Organisation.objects.get(slug=slug).pk):
        return {
            "judged_per_s": timed(ai.judge),
            "matched_10_per_s": timed(match_few),
            "matched_10000_per_s": timed(match_many),
            "cut_per_s": timed(cut.of),
            "fingerprinted_per_s": timed(fingerprint),
            "analysed_10_per_s": timed(ai.judge, match_few, cut.of),
            "analysed_10000_per_s": timed(ai.judge, match_many, cut.of),
        }


def matcher_of(whole: Sequence[str], many: int) -> Any:  # noqa: ANN401 - a class of the product, once apps are ready
    """Topics over so many words that stand in the posts themselves, so that they are found often."""
    from changlai.listening.matching import Matcher, Wanted, compiled  # noqa: PLC0415 - app ready

    dice = random.Random(SEED)  # noqa: S311 - a published order, no secret
    found: dict[str, None] = {}
    while len(found) < many:
        text = dice.choice(whole)
        at = dice.randrange(max(1, len(text) - PIECE))
        piece = text[at : at + PIECE]
        if len(piece) == PIECE and piece.isalnum():
            found[piece] = None
    terms = list(found)
    size = max(1, len(terms) // (TOPICS_OF_MANY if many > FEW else FEW))
    pieces = [terms[start : start + size] for start in range(0, len(terms), size)]
    return Matcher([Wanted(number, compiled("\n".join(piece))) for number, piece in enumerate(pieces, 1)])


ASKS: dict[str, Callable[..., dict[str, Any]]] = {
    "define": define,
    "words": words,
    "recount": recount,
    "speed": speed,
}


def main() -> None:
    load_django()
    asked = json.loads(sys.argv[1])
    print(json.dumps(ASKS[asked.pop("ask")](**asked)))


if __name__ == "__main__":
    main()
