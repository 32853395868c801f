"""What texts mean, by the weights that come along."""

from itertools import pairwise

import pytest

from changlai.ai import queries
from changlai.ai.embedded.reading import LIMIT, read, read_placed
from changlai.ai.enums import Aspect, Intent, Sentiment, Urgency

HOSTILE = [
    "",
    " \n\t",
    "\x00\x1e\ud800\u202e\ufeff",
    "<script>alert(1)</script> & {{ 7 * 7 }}",
    "\x1e" * 40,
    "差" * 100_000,
    "😡" * 5_000,
    "@" * 3_000 + "http://" * 2_000,
    "\ue001\ue002\U0010ffff",
]


def test_a_complaint_is_understood_in_all_its_parts():
    (found,) = queries.judge(["买的新品用了两天就坏了，客服还不理人"])

    assert (found.sentiment, found.intent, found.urgency) == (Sentiment.NEGATIVE, Intent.COMPLAINT, Urgency.SOON)
    assert found.aspects[Aspect.QUALITY] == found.aspects[Aspect.SERVICE] == Sentiment.NEGATIVE
    assert not found.is_uncertain
    assert found.chance > 0.7
    assert found.provider == "embedded"


@pytest.mark.parametrize(
    ("text", "sentiment", "intent"),
    [
        ("回购第三瓶了，真的很好用", Sentiment.POSITIVE, Intent.PRAISE),
        ("请问这款油皮能用吗？", Sentiment.NEUTRAL, Intent.QUESTION),
        ("求链接，这个颜色还有货吗，想下单", Sentiment.NEUTRAL, Intent.PURCHASE),
        ("兼职日结，看主页加v", Sentiment.NEUTRAL, Intent.SPAM),
    ],
)
def test_sentiment_and_intent(text, sentiment, intent):
    (found,) = queries.judge([text])

    assert (found.sentiment, found.intent) == (sentiment, intent)


def test_harm_to_a_body_is_answered_at_once():
    (found,) = queries.judge(["用完整张脸肿了在急诊，电话打不通，今天不处理我就打12315"])

    assert found.urgency is Urgency.NOW
    assert found.aspects[Aspect.SAFETY] is Sentiment.NEGATIVE


def test_hostile_texts_are_judged_and_shift_no_neighbour():
    plain = "踩雷了，客服态度特别差"
    (alone,) = queries.judge([plain])

    found = queries.judge([text for hostile in HOSTILE for text in (hostile, plain)])

    assert len(found) == 2 * len(HOSTILE)
    assert found[1::2] == [alone] * len(HOSTILE)
    assert found[0].is_uncertain
    assert found[0].aspects == {}


def test_a_batch_judges_as_single_texts_do():
    texts = [f"第{number}次来，味道{'很好' if number % 2 else '太差'}" + "啊" * (number % 7) for number in range(1_203)]

    together = queries.judge(texts)

    assert together == [queries.judge([text])[0] for text in texts]


def test_nothing_to_judge():
    assert queries.judge([]) == []


def test_reasons_are_pieces_of_the_text_that_stand_apart():
    text = "包装挺好看，可是用了两天就坏了"

    found = queries.reasons(text)

    assert "坏了" in [text[one.start : one.end] for one in found if one.sentiment is Sentiment.NEGATIVE]
    assert [one.sentiment for one in found if "好看" in text[one.start : one.end]] == [Sentiment.POSITIVE]
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(one.weight > 0 for one in found)


def test_reasons_lie_where_the_words_were_written():
    text = "\u202e http://a.example/x?y=1 哈哈哈哈哈哈哈 这是垃圾"

    spans = {text[one.start : one.end] for one in queries.reasons(text)}

    assert any("垃圾" in span for span in spans)


@pytest.mark.parametrize("text", HOSTILE)
def test_reasons_of_hostile_texts_stay_inside_them(text):
    for one in queries.reasons(text):
        assert 0 <= one.start < one.end <= len(text)


def test_width_case_names_numbers_and_laughter_are_folded():
    codes, places = read_placed("ＡＢ 12.5 @somebody 哈哈哈哈")

    assert "".join(map(chr, codes[1:-1])) == "ab \ue003 \ue002 哈哈"
    assert places.tolist() == [-1, 0, 1, 2, 3, 7, 8, 17, 18, 19, -1]


def test_every_code_belongs_to_its_text():
    found = read(["一", "", "三三"])

    assert found.owner.tolist() == [0, 0, 0, 1, 1, 2, 2, 2, 2]


def test_only_the_beginning_of_an_endless_text_is_read():
    assert len(read(["天地玄黄" * LIMIT]).codes) == LIMIT + 2
