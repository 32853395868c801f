"""The sandbox's language model over real HTTP, as OpenAI's reference describes it."""

import json

import pytest

KEY, MODEL = "sk-sandbox", "sandbox-1"
JSON = {"Content-Type": "application/json"}
POSTS = [{"n": 0, "post": "客服不理人，两天就坏了"}, {"n": 1, "post": "喜欢，推荐"}]


@pytest.fixture
def service(sandbox):
    sandbox.order("language_model", key=KEY, model=MODEL)
    return sandbox


def complete(sandbox, *, key=KEY, **body):
    whole = {"model": MODEL, "messages": [{"role": "user", "content": json.dumps(POSTS)}]} | body
    status, told, headers = sandbox.raw(
        "POST", "/v1/chat/completions", json.dumps(whole).encode(), JSON | {"Authorization": f"Bearer {key}"}
    )
    return status, json.loads(told), headers


def test_posts_are_labelled_and_tokens_counted(service):
    status, told, _ = complete(service)

    labels = json.loads(told["choices"][0]["message"]["content"])["posts"]
    assert (status, told["object"]) == (200, "chat.completion")
    assert [(one["n"], one["sentiment"], one["intent"]) for one in labels] == [
        (0, "negative", "complaint"),
        (1, "positive", "praise"),
    ]
    assert told["usage"]["total_tokens"] == sum(told["usage"][name] for name in ("prompt_tokens", "completion_tokens"))


def test_what_is_wrong_is_refused_in_the_documented_form(service):
    refused = [complete(service, key="sk-other"), complete(service, model="gpt"), complete(service, messages=[])]

    assert [(status, told["error"]["code"]) for status, told, _ in refused] == [
        (401, "invalid_api_key"),
        (404, "model_not_found"),
        (400, "invalid_request"),
    ]


def test_planned_answers_come_first_and_calls_are_shown(service):
    service.order("language_model", answers=[{"status": 429, "retry_after": 7}, {"content": "no"}])

    busy, spoken = complete(service), complete(service)

    assert (busy[0], busy[2]["Retry-After"]) == (429, "7")
    assert spoken[1]["choices"][0]["message"]["content"] == "no"
    shown = json.loads(service.raw("GET", "/_sandbox/language_model")[1])
    assert ([one["model"] for one in shown["calls"]], shown["planned"]) == ([MODEL, MODEL], 0)
