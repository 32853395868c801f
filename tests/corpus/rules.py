"""What a line of the corpus may be: the labels, the bounds, and what must not be in it."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from math import ceil
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent.parent / "corpus"

TRADES = {
    *("appliances", "baby", "banking", "beauty", "cars", "clothing"),
    *("education", "food", "hotels", "phones", "software", "travel"),
}
LABELS = {
    "platform": {"weibo", "douyin", "xiaohongshu", "zhihu"},
    "sentiment": {"negative", "neutral", "positive"},
    "intent": {"complaint", "question", "purchase", "praise", "spam", "other"},
    "urgency": {"none", "soon", "now"},
}
ASPECTS = {
    "function",
    "quality",
    "appearance",
    "price",
    "service",
    "logistics",
    "safety",
    "environment",
    "honesty",
}

# Telephone and card numbers, addresses of mail, links with a host, numbers of chat accounts.
PERSONAL = re.compile(r"\d{7,}|1[3-9]\d[ -]?\d{4}[ -]?\d{4}|[\w.]+@[\w-]+\.\w+|https?://|www\.")

# Firms and products that exist. Only those whose name is not also a common word of Chinese.
REAL_NAMES = Path(__file__).with_name("real_names.txt").read_text(encoding="utf-8").split()


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def normalised(text: str) -> str:
    """Letters and figures only, one width and one case; a post of signs alone stays as it is."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum()) or text


def grams(text: str, size: int = 5) -> frozenset[str]:
    """The runs of `size` signs in the normalised text; a shorter text is its own and only run."""
    plain = normalised(text)
    return frozenset(plain[start : start + size] for start in range(max(1, len(plain) - size + 1)))


def alike(texts: Iterable[str], limit: float = 0.7) -> Iterator[tuple[str, str]]:
    """Pairs of texts that share at least `limit` of their runs (Jaccard).

    Two such sets must meet among the rarest runs of each (prefix filter), so few pairs are compared.
    """
    listed = [(text, grams(text)) for text in texts]
    frequency = Counter(gram for _, runs in listed for gram in runs)
    holders: dict[str, list[int]] = {}
    for number, (text, runs) in enumerate(listed):
        rarest = sorted(runs, key=lambda gram: (frequency[gram], gram))
        prefix = rarest[: len(runs) - ceil(limit * len(runs)) + 1]
        for other in sorted({holder for gram in prefix for holder in holders.get(gram, ())}):
            earlier, their_runs = listed[other]
            if len(runs & their_runs) >= limit * len(runs | their_runs):
                yield earlier, text
        for gram in prefix:
            holders.setdefault(gram, []).append(number)
