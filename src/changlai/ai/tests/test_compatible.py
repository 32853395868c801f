"""A language model elsewhere: what leaves is masked, what comes back is checked."""

import json

import pytest

from changlai.ai import registry
from changlai.ai.contracts import Asked, AskFailed, Endpoint, Used
from changlai.ai.enums import Aspect, Failure, Intent, Sentiment, Urgency
from changlai.ai.masking import masked
from tests.support.receiver import receiving

ENTRY = {
    "n": 0,
    "sentiment": "negative",
    "chance": 0.9,
    "intent": "complaint",
    "urgency": "soon",
    "aspects": {"quality": "negative"},
}
KEY = "key-of-ours"


@pytest.fixture
def elsewhere(settings):
    with receiving(settings) as receiver:
        yield receiver


def tell(receiver, content, status=200, **more):
    receiver.answers = [status]
    receiver.says = json.dumps({"choices": [{"message": {"content": content}}], **more})
    return Endpoint(receiver.url, "some-model", KEY)


def posts(*entries):
    return json.dumps({"posts": entries})


def ask(endpoint, *texts):
    return registry.provider().ask(endpoint, [Asked(text) for text in texts])


def test_an_answer_becomes_judgements(elsewhere):
    usage = {"prompt_tokens": 400, "completion_tokens": 90, "total_tokens": 490}
    odd = [ENTRY | {"n": 1, "sentiment": "angry"}, ENTRY | {"n": 2, "chance": 7}, ENTRY | {"n": "3"}, ENTRY, 7]
    endpoint = tell(elsewhere, f"```json\n{posts(ENTRY, *odd)}\n```", usage=usage)

    told = ask(endpoint, "坏了", "二", "三", "四")

    first, *rest = told.judgements
    assert first is not None
    assert (first.sentiment, first.intent, first.urgency) == (Sentiment.NEGATIVE, Intent.COMPLAINT, Urgency.SOON)
    assert (first.chance, first.aspects) == (0.9, {Aspect.QUALITY: Sentiment.NEGATIVE})
    assert (first.is_uncertain, first.provider) == (False, "compatible")
    assert (rest, told.used) == ([None, None, None], Used(400, 90))


def test_what_leaves_is_masked_and_carries_the_key(elsewhere):
    endpoint = tell(elsewhere, posts(ENTRY))
    text = "我叫王小明，电话13800138000，找张经理 @李雷 退款，订单SF1234567890 a.b@example.cn，禾小木知道"

    told = registry.provider().ask(endpoint, [Asked(text, ("禾小木", "x")), Asked("长" * 5_000)])

    (got,) = elsewhere.got
    sent = json.loads(got.body)
    said = json.loads(sent["messages"][1]["content"])
    assert got.headers["authorization"] == f"Bearer {KEY}"
    assert said[0]["post"] == "我叫[name]，电话[phone]，找[name]经理 [name] 退款，订单[number] [mail]，[name]知道"
    assert len(said[1]["post"]) == 1_000
    assert registry.provider().most_tokens([Asked(text)]) > len(text.encode())
    assert KEY not in repr(endpoint)
    assert told.used is None


@pytest.mark.parametrize(
    "content",
    ["no JSON", "[]", '{"posts": 3}', '{"posts": [[]]}', "[" * 100_000, 7, None, posts(ENTRY | {"urgency": "never"})],
)
def test_what_was_not_asked_for_is_a_failure_that_is_paid_for(elsewhere, content):
    endpoint = tell(elsewhere, content, usage={"prompt_tokens": 5, "completion_tokens": 6})

    with pytest.raises(AskFailed) as failed:
        ask(endpoint, "坏了")

    assert (failed.value.failure, failed.value.used) == (Failure.ANSWER, Used(5, 6))


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (301, Failure.ADDRESS),
        (400, Failure.TEXT),
        (401, Failure.KEY),
        (402, Failure.MONEY),
        (404, Failure.ADDRESS),
        (429, Failure.BUSY),
        (503, Failure.BUSY),
    ],
)
def test_a_refusal_takes_no_tokens_and_never_repeats_the_key(elsewhere, status, failure):
    endpoint = tell(elsewhere, "", status=status)
    elsewhere.says = json.dumps({"error": {"message": f"not with {KEY}\u202e" + "!" * 500}})

    with pytest.raises(AskFailed) as failed:
        ask(endpoint, "坏了")

    assert (failed.value.failure, failed.value.used) == (failure, Used())
    assert failed.value.detail.startswith(f"HTTP {status} not with [key]!")
    assert len(failed.value.detail) == 200


def test_an_address_inside_is_not_called():
    with pytest.raises(AskFailed) as failed:
        ask(Endpoint("http://127.0.0.1:9/v1", "m", ""), "坏了")

    assert (failed.value.failure, failed.value.used) == (Failure.BLOCKED, Used())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("身份证110101199003074512丢了", "身份证[id]丢了"),
        ("加微信:abc_12345", "加[account]"),
        ("座机 010-12345678", "座机 [phone]"),
        ("看 https://a.example/x?u=1 吧", "看 [link] 吧"),
        ("电话１３８\u200b００１３８０００！", "电话[phone]！"),
        ("打138-0013-8000", "打[phone]"),
        ("卡号6222 0210 0112 3456 789", "卡号[number]"),
        ("寄到建国路88号3单元1201", "[address]"),
        ("京A12345乱停车", "[plate]乱停车"),
        ("李总说方便总是好的，3299元，用了12天", "[name]总说方便总是好的，3299元，用了12天"),
        ("周末和朋友去吃火锅，12315", "周末和朋友去吃火锅，12315"),
        ("\ud800坏了\u202e", "?坏了"),
        ("a-" * 5_000, "a-" * 5_000),
    ],
)
def test_what_points_at_a_person_is_masked(text, left):
    assert masked(text) == left
