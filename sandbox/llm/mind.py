"""What the sandbox's language model thinks of a post: by a handful of words, and always the same."""

import json
from typing import Any

BAD = ("坏", "差", "失望", "不理", "骗", "退款", "投诉", "难吃", "慢", "broken", "bad", "angry")
GOOD = ("好", "喜欢", "推荐", "满意", "赞", "快", "谢谢", "love", "great", "good")
ASPECTS = {
    "quality": ("坏", "质量", "broken"),
    "service": ("客服", "服务"),
    "price": ("贵", "价"),
    "logistics": ("物流", "快递"),
}
Answer = dict[str, Any]


def answer(messages: list[Answer]) -> str:
    """The labels of every post of the last message, if it is a list of posts; else a friendly sentence."""
    try:
        posts = json.loads(messages[-1]["content"])
        return json.dumps({"posts": [labels(one["n"], str(one["post"])) for one in posts]}, ensure_ascii=False)
    except (ValueError, KeyError, TypeError, IndexError):
        return "您好，请问有什么可以帮您？"


def labels(number: int, post: str) -> Answer:
    """One post's."""
    bad, good = (sum(post.lower().count(word) for word in words) for words in (BAD, GOOD))
    feeling = "negative" if bad > good else "positive" if good > bad else "neutral"
    return {
        "n": number,
        "sentiment": feeling,
        "chance": 0.95 if bad != good else 0.8,
        "intent": {"negative": "complaint", "positive": "praise", "neutral": "other"}[feeling],
        "urgency": "soon" if feeling == "negative" else "none",
        "aspects": {name: feeling for name, words in ASPECTS.items() if any(word in post for word in words)},
    }
