"""Words to be careful with: said while one writes, and asked about before the answer leaves."""

import pytest

from changlai.accounts import actions as accounts
from changlai.compliance import actions as compliance
from changlai.compliance.enums import WordEffect
from changlai.inbox.tests.desk import texts_in, write
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm


@pytest.fixture
def talk(firm):
    """「保证」 is to be thought about, 「最低价」 must not leave. The firm next door has another list."""
    other = found_firm("other", "别家")
    for house, word, effect in (
        (firm, "保证", WordEffect.WARN),
        (firm, "最低价", WordEffect.BLOCK),
        (other, "您好", WordEffect.WARN),
    ):
        with scope(house.id):
            compliance.add_words(words=[word], category="", effect=effect, by=house.admin, now=NOON)
    return write(firm, "Lin", "能便宜吗")


def heed(desk, talk, text, kind="reply"):
    return desk.post("drafts", {"kind": kind, "text": text}, conversation_id=talk.pk).json()["heed"]


def test_keeping_a_draft_says_what_there_is_to_think_about(desk, talk):
    assert heed(desk, talk, "您好，我们保证质量") == ["“保证” is a word to be careful with."]
    assert "“最低价” is on the list" in heed(desk, talk, "这是最低价")[0]
    assert heed(desk, talk, "您好") == []
    assert heed(desk, talk, "客户问能不能保证", kind="note") == []


@pytest.mark.parametrize("more", [{}, {"send_at": "2030-01-01T10:00"}])
def test_an_answer_with_such_a_word_leaves_when_it_is_meant(desk, talk, more):
    asked = desk.post("replies", {"text": "保证质量", **more}, htmx=True, conversation_id=talk.pk)
    kept = texts_in(talk)
    page = desk.post("replies", {"text": "保证质量"}, conversation_id=talk.pk).content.decode()
    meant = desk.post("replies", {"text": "保证质量", "warned": "1"}, htmx=True, conversation_id=talk.pk)

    assert asked.status_code == 409
    assert "“保证” is a word to be careful with." in asked.content.decode()
    assert 'name="warned" value="1"' in page
    assert ">保证质量</textarea>" in page
    assert (kept, meant.status_code, texts_in(talk)) == (["能便宜吗"], 200, ["能便宜吗", "保证质量"])


def test_a_word_that_must_not_leave_stays_even_when_it_is_meant(desk, talk):
    refused = desk.post("replies", {"text": "保证最低价", "warned": "1"}, htmx=True, conversation_id=talk.pk)

    assert refused.status_code == 422
    assert "Send all the same" not in refused.content.decode()
    assert texts_in(talk) == ["能便宜吗"]


def test_a_program_may_ask_before_it_sends(desk, talk, firm):
    with scope(firm.id):
        _, token = accounts.create_api_token(member=firm.admin, name="test", by=firm.admin)
    before = texts_in(talk)

    def asked(text):
        answer = desk.client.post(
            f"/api/v1/conversations/{talk.pk}/checks",
            {"text": text},
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        ).json()
        return answer["allowed"], answer["rule"], len(answer["warnings"])

    assert [asked(text) for text in ("您好", "保证质量", "最低价")] == [
        (True, "", 0),
        (True, "", 1),
        (False, "blocked_word", 0),
    ]
    assert texts_in(talk) == before
