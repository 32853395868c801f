"""The labelled posts: every line valid, none twice, each trade balanced, nobody's data in it."""

from collections import Counter

import pytest

from tests.corpus.rules import ASPECTS, FOLDER, LABELS, PERSONAL, REAL_NAMES, TRADES, alike, normalised, read

FILES = sorted(FOLDER.glob("*.jsonl"))
POSTS = {path.stem: read(path) for path in FILES}
FEWEST, FEWEST_IN_ALL = 500, 6_000  # posts of a trade, and of them all
SHORTEST, LONGEST = 4, 280  # signs of a post

each_trade = pytest.mark.parametrize("trade", POSTS)


def shares(trade, key):
    counted = Counter(post[key] for post in POSTS[trade])
    return {label: counted[label] / len(POSTS[trade]) for label in LABELS[key]}


def test_every_trade_has_its_file():
    assert set(POSTS) == TRADES
    assert sum(map(len, POSTS.values())) >= FEWEST_IN_ALL


@each_trade
def test_every_line_has_the_fields_and_known_labels(trade):
    wrong = []
    for post in POSTS[trade]:
        fields = set(post) - {"irony"} == {"text", "aspects", *LABELS} and post.get("irony", True) is True
        known = fields and all(post[key] in allowed for key, allowed in LABELS.items())
        if not known or set(post["aspects"]) - ASPECTS or set(post["aspects"].values()) - LABELS["sentiment"]:
            wrong.append(post)

    assert wrong == []


@each_trade
def test_texts_are_short_and_trimmed(trade):
    texts = [post["text"] for post in POSTS[trade]]

    assert [text for text in texts if not SHORTEST <= len(text) <= LONGEST or text != text.strip()] == []


@each_trade
def test_labels_agree_with_each_other(trade):
    """A complaint is not content, praise is not discontent, and an advertisement is nobody's opinion."""
    wrong = []
    for post in POSTS[trade]:
        mood = {"complaint": "negative", "praise": "positive", "spam": "neutral"}.get(post["intent"], post["sentiment"])
        opinionated_spam = post["intent"] == "spam" and (post["aspects"] or post["urgency"] != "none")
        if post["sentiment"] != mood or opinionated_spam:
            wrong.append(post)

    assert wrong == []


@each_trade
def test_each_trade_is_large_and_balanced(trade):
    assert len(POSTS[trade]) >= FEWEST
    assert {label for label, share in shares(trade, "sentiment").items() if share < 0.2} == set()
    assert {label for label, share in shares(trade, "intent").items() if share < 0.04} == set()
    assert {label for label, share in shares(trade, "urgency").items() if share < 0.02} == set()
    assert {label for label, share in shares(trade, "platform").items() if share < 0.1} == set()


@each_trade
def test_each_trade_has_irony_mixed_opinions_and_bare_posts(trade):
    posts = POSTS[trade]
    mixed = [post for post in posts if {"negative", "positive"} <= set(post["aspects"].values())]

    assert len([post for post in posts if post.get("irony")]) >= 15
    assert len(mixed) >= 15
    assert len([post for post in posts if not post["aspects"]]) >= 50
    assert len({aspect for post in posts for aspect in post["aspects"]}) >= 6


@each_trade
def test_posts_are_short_and_long(trade):
    lengths = [len(post["text"]) for post in POSTS[trade]]

    assert len([length for length in lengths if length <= 12]) >= 15
    assert len([length for length in lengths if length >= 60]) >= 15


def test_no_post_is_there_twice_or_nearly_twice():
    texts = [post["text"] for posts in POSTS.values() for post in posts]

    assert [text for text, times in Counter(map(normalised, texts)).items() if times > 1] == []
    assert list(alike(texts)) == []


def test_near_twins_are_found():
    """The search of the test above sees what it must: a word changed in a long post, and not its neighbour."""
    long = "买的新品用了两天就坏了客服还一直不理人打了三次电话都说会有专员联系结果一个礼拜过去什么也没有"
    changed = long.replace("两天", "三天")
    other = "买的新品用了两天觉得还行，客服回得也快，打算过年再给家里的老人带一台回去，颜色想换成白的"

    assert list(alike([long, other, changed])) == [(long, changed)]


@each_trade
def test_nobody_is_named(trade):
    """No number that could be a telephone or an account, no address, no firm that exists."""
    texts = [post["text"] for post in POSTS[trade]]

    assert [text for text in texts if PERSONAL.search(text)] == []
    assert [(name, text) for text in texts for name in REAL_NAMES if name in text.casefold()] == []
