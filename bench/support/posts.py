"""What people say in public, made ahead as a data vendor hands it over: calls of the API with many posts each.

Texts are made of the labelled posts in corpus/, the beginning of one and the end of another, so that a hundred
thousand are as many different ones; one in ten says word for word what somebody said before.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.support.company import Company

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
PLATFORMS = ("weibo", "xiaohongshu", "douyin", "zhihu")
# Ten topics as a firm writes them, of words that posts of every trade hold.
TOPICS = (
    "客服 OR 售后", "快递 OR 物流 OR 发货", "价格 OR 涨价 OR 便宜", "质量 NOT 空气质量", "退款 OR 退货",
    "推荐 NEAR/12 购买 OR 种草", "颜值 OR 外观", "安全 AND 孩子 OR 宝宝", "会员 OR 优惠券", "门店 OR 店员",
)  # fmt: skip
AUTHORS = 20_000
COPIES = 0.1  # of all posts say what was said before
FOLLOWERS = 1_000_000
Post = dict[str, Any]


def texts() -> list[str]:
    """All labelled posts, in a fixed order."""
    files = sorted(CORPUS.glob("*.jsonl"))
    return [json.loads(line)["text"] for file in files for line in file.read_bytes().splitlines()]


@dataclass
class Talk:
    """Makes posts; the same seed makes the same ones. ``word`` begins their keys, ``now`` is when the last is said."""

    word: str
    now: datetime
    seed: int = 20_261_123
    dice: random.Random = field(init=False)
    whole: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311 - a workload, not a secret
        self.whole = texts()
        self._said: list[str] = []

    def post(self, number: int, **facts: object) -> Post:
        """One post of the last two days; ``facts`` replace what is made up."""
        author = self.dice.randrange(AUTHORS)
        platform = PLATFORMS[author % len(PLATFORMS)]
        made: Post = {
            "key": f"{self.word}{number}",
            "platform": platform,
            "text": self._text(),
            "said_at": (self.now - timedelta(seconds=self.dice.randrange(2 * 86_400))).isoformat(),
            "author": {"id": f"u{author}", "name": f"路人{author}", "followers": author * 48_271 % FOLLOWERS},
            "likes": self.dice.randrange(500),
            "comments": self.dice.randrange(100),
        }
        return made | facts

    def _text(self) -> str:
        if self._said and self.dice.random() < COPIES:
            return self.dice.choice(self._said)
        one, other = self.dice.choice(self.whole), self.dice.choice(self.whole)
        made = one[: max(8, len(one) // 2)] + "，" + other[len(other) // 2 :]
        if len(self._said) < AUTHORS:
            self._said.append(made)
        return made


@dataclass(frozen=True)
class Vendor:
    """Who hands posts over, to a company's source of the register."""

    company: Company
    port: int
    source_id: int

    def call(self, posts: Sequence[Post]) -> bytes:
        """The request that hands them over."""
        body = json.dumps({"source_id": self.source_id, "mentions": posts}, ensure_ascii=False).encode()
        head = (
            f"POST /api/v1/mentions HTTP/1.1\r\nhost: 127.0.0.1:{self.port}\r\n"
            f"authorization: Bearer {self.company.api_token}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def calls(self, posts: Sequence[Post], each: int) -> list[bytes]:
        """All of them, so many in a call."""
        return [self.call(posts[start : start + each]) for start in range(0, len(posts), each)]


def disordered(posts: Sequence[Post], dice: random.Random, *, twice: float, moved: float, within: int) -> list[Post]:
    """The same with a share of them told twice and a share of them up to ``within`` places later."""
    order = list(posts) + [one for one in posts if dice.random() < twice]
    places = [place + (dice.randrange(within) if dice.random() < moved else 0) for place in range(len(posts))]
    places += [dice.randrange(len(posts)) for _ in order[len(posts) :]]
    return [order[number] for number in sorted(range(len(order)), key=lambda number: (places[number], number))]
