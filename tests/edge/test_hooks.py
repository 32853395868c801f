"""Callbacks: what is genuine is stored before it is answered, everything else is refused without a word."""

import http.client
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from changlai.channels import actions as channels
from changlai.channels import queries
from changlai.channels.adapters.webhook.tests import support as webhook
from changlai.channels.adapters.wecom.tests import support as wecom
from changlai.channels.contracts import HookRequest
from changlai.channels.enums import Figure
from changlai.channels.models import Account, Delivery, Tally
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from tests.edge.server import Answer, Server
from tests.support.house import Firm, found_firm
from tests.support.patience import until

REFUSED = Answer(403, b"", {})
UNKNOWN = Answer(404, b"", {})
UNREADABLE = Answer(400, b"", {})


def post(server: Server, account: Account, request: HookRequest, *, channel: str = "") -> Answer:
    path = f"/hooks/{channel or account.channel}/{account.hook_key}"
    query, body = request.query, request.body if request.method == "POST" else None
    return server.ask(path, method=request.method, query=query, body=body, headers=request.headers)


def signed(firm: Firm, body: bytes, now: datetime | None = None, secret: str = "") -> HookRequest:
    """A request of the custom channel, signed as its sender would."""
    now = now or timezone.now()
    headers = webhook.sign(body, now=now, secret=secret or firm.account.settings["secret"])
    return HookRequest("POST", {}, headers, body, now)


def event(**fields: object) -> bytes:
    return webhook.event(occurred_at=timezone.now().isoformat(), **fields)


def stored(firm: Firm) -> list[bytes]:
    with scope(firm.id):
        return [bytes(row.payload) for row in Delivery.objects.order_by("id")]


def reasons(firm: Firm, account: Account) -> dict[tuple[str, str], int]:
    """What the health page counts, by outcome and reason."""
    with scope(firm.id):
        rows = Tally.objects.filter(account_id=account.pk).values_list("outcome", "reason", "count")
        found: dict[tuple[str, str], int] = {}
        for outcome, reason, count in rows:
            found[outcome, reason] = found.get((outcome, reason), 0) + count
        return found


def counted(firm: Firm, account: Account, *wanted: tuple[str, str]) -> bool:
    return set(wanted) <= reasons(firm, account).keys()


@pytest.fixture
def corp(firm: Firm) -> Account:
    """A WeCom account of the firm."""
    with scope(firm.id):
        return channels.connect(channel="wecom", name="企业微信", settings=wecom.SETTINGS, by=firm.admin)


def test_genuine_event_is_stored_before_it_is_answered(server, firm):
    body = event(id="e1", text="你好")

    answer = post(server, firm.account, signed(firm, body))

    assert answer == Answer(200, b"", {})
    assert stored(firm) == [body]
    assert db.value("select count(*) from lease where organisation_id = %s", (firm.id,)) == 0


def test_same_event_at_the_same_time_from_many_sides_is_stored_once(server, firm):
    request = signed(firm, event(id="e1"))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post(server, firm.account, request).status, range(24)))

    assert answers == [200] * 24
    assert len(stored(firm)) == 1
    assert reasons(firm, firm.account)["repeated", ""] == 23


def test_forged_requests_are_refused_alike_and_counted(server, firm, corp):
    now = timezone.now()
    body, good = event(), wecom.callback(wecom.event(), now=now)
    altered: Mapping[str, HookRequest] = {
        "foreign key": signed(firm, body, secret=webhook.SECRET),
        "altered body": HookRequest("POST", {}, signed(firm, body).headers, body + b" ", now),
        "no signature": HookRequest("POST", {}, {}, body, now),
        "old": signed(firm, body, now=datetime(2025, 1, 1, tzinfo=UTC)),
    }

    answers = {name: post(server, firm.account, request) for name, request in altered.items()}
    other = post(server, corp, HookRequest("POST", {**good.query, "msg_signature": "0" * 40}, {}, good.body, now))

    assert set(map(repr, answers.values())) == {repr(answers["old"])}
    assert [*answers.values(), other] == [REFUSED] * 5
    assert stored(firm) == []
    until(lambda: counted(firm, firm.account, ("refused", "bad_signature"), ("refused", "old_timestamp")))
    until(lambda: counted(firm, corp, ("refused", "bad_signature")))


def test_message_for_another_company_is_refused(server, firm, corp):
    encrypted = wecom.seal(wecom.event(), receiver="ww9999999999999999")

    answer = post(server, corp, wecom.callback(b"", now=timezone.now(), encrypted=encrypted))

    assert answer == REFUSED
    until(lambda: counted(firm, corp, ("refused", "wrong_receiver")))


def test_unknown_keys_and_wrong_channels_look_the_same(server, firm):
    request = signed(firm, event())
    with scope(firm.id):
        switched_off = channels.connect(channel="webhook", name="off", settings=firm.account.settings, by=firm.admin)
        channels.switch(account=switched_off, on=False, by=firm.admin)

    answers = [
        server.ask(f"/hooks/webhook/{'0' * 40}", method="POST", body=request.body, headers=request.headers),
        server.ask("/hooks/webhook/short", method="POST", body=request.body, headers=request.headers),
        server.ask("/hooks/nothing/", method="POST", body=request.body),
        post(server, firm.account, request, channel="wecom"),
        post(server, switched_off, request),
    ]

    assert answers == [UNKNOWN] * 5
    assert stored(firm) == []


def test_account_switched_off_a_moment_ago_takes_nothing_more(server, firm):
    assert post(server, firm.account, signed(firm, event(id="e1"))).status == 200

    with scope(firm.id):
        channels.switch(account=firm.account, on=False, by=firm.admin)

    until(lambda: post(server, firm.account, signed(firm, event(id="e2"))) == UNKNOWN)


def test_huge_body_is_read_to_its_end_and_refused(server, firm):
    answer = post(server, firm.account, signed(firm, b"{" + b" " * 300_000 + b"}"))

    assert answer == Answer(413, b"", {})
    until(lambda: counted(firm, firm.account, ("refused", "too_large")))


def test_body_that_ends_too_early_is_not_stored_and_the_next_one_is(server, firm):
    body = event(id="e1")
    request = signed(firm, body)
    lines = [f"POST /hooks/webhook/{firm.account.hook_key} HTTP/1.1", "host: x", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]

    with socket.create_connection(("127.0.0.1", server.port)) as half:
        half.sendall("\r\n".join([*lines, "", ""]).encode() + body[:20])

    assert post(server, firm.account, signed(firm, event(id="e2"))).status == 200
    assert len(stored(firm)) == 1


UNREADABLE_BODIES = {
    "empty": (b"", "not_json"),
    "cut off": (b'{"id": "e1", "type": "message"', "not_json"),
    "deep": (b"[" * 5000, "too_deep"),
    "NUL": (webhook.event(**{"from": {"id": "a\0b"}}), "unsafe_text"),
    "half a character": (webhook.event(text="\ud800"), "not_json"),
    "half a character in a name": (webhook.event(**{"from": {"id": "u1", "name": "\udfff"}}), "not_json"),
    "no event": (b'{"id": 1}', "bad_event"),
}


@pytest.mark.parametrize(("body", "reason"), UNREADABLE_BODIES.values(), ids=UNREADABLE_BODIES.keys())
def test_unreadable_bodies_are_refused_and_counted(server, firm, body, reason):
    assert post(server, firm.account, signed(firm, body)) == UNREADABLE

    assert stored(firm) == []
    until(lambda: counted(firm, firm.account, ("refused", reason)))


def test_xml_with_a_document_type_is_refused(server, firm, corp):
    now = timezone.now()
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml><Event>&b;</Event></xml>'
    outside = HookRequest("POST", {"msg_signature": "0" * 40, "timestamp": "1", "nonce": "n"}, {}, bomb, now)

    inside = post(server, corp, wecom.callback(bomb, now=now))

    assert (inside, post(server, corp, outside)) == (UNREADABLE, UNREADABLE)
    until(lambda: reasons(firm, corp).get(("refused", "dtd")) == 2)


def test_genuine_callback_that_cannot_be_read_is_kept(server, firm, corp):
    answers = [post(server, corp, wecom.callback(raw, now=timezone.now())) for raw in (b"no xml", b"\xff\xfe<a")]

    assert [answer.status for answer in answers] == [200, 200]
    assert stored(firm) == [b"no xml", b"\xff\xfe<a"]


def test_nul_and_half_characters_in_a_genuine_callback_are_kept_as_bytes(server, firm, corp):
    raw = [
        wecom.event(ExternalUserID="wm1", State="a\0b"),
        wecom.event(ExternalUserID="wm2").replace(b"sales01", b"\xed\xa0\x80"),
        b'{"Event": "change_external_contact", "ExternalUserID": "wm\\ud800\\u0000"}',
    ]

    answers = [post(server, corp, wecom.callback(one, now=timezone.now())) for one in raw]

    assert [answer.status for answer in answers] == [200] * 3
    assert stored(firm) == raw


def test_address_check_answers_with_the_decrypted_echo(server, firm, corp):
    now = timezone.now()
    sealed, stamp = wecom.seal(b"8234567890"), str(int(now.timestamp()))
    query = {"msg_signature": wecom.signature(sealed, stamp, "n1"), "timestamp": stamp, "nonce": "n1"}

    right = post(server, corp, HookRequest("GET", query | {"echostr": sealed.decode()}, {}, b"", now))
    wrong = post(server, corp, HookRequest("GET", query | {"echostr": "AAAA"}, {}, b"", now))

    assert (right, wrong) == (Answer(200, b"8234567890", {}), REFUSED)


def test_bell_orders_one_pull_however_often_it_rings(server, firm, corp):
    with scope(firm.id):
        db.run("delete from lease")
    ring = wecom.event(Event="kf_msg_or_event", OpenKfId="wk1", Token="t", UserID=None, ExternalUserID=None)

    answers = [post(server, corp, wecom.callback(ring, now=timezone.now())).status for _ in range(5)]

    assert answers == [200] * 5
    with scope(firm.id):
        assert db.rows("select kind, unique_key from lease") == [("channels.pull", f"pull:{corp.pk}:kf:wk1")]
    until(lambda: reasons(firm, corp).get(("received", "bell")) == 5)


def test_callback_reaches_its_own_organisation_only(server, firm):
    other = found_firm("other", "别家")

    post(server, firm.account, signed(firm, event(id="e1", text="ours")))
    foreign = post(server, other.account, signed(firm, event(id="e2"), secret=webhook.SECRET))

    assert foreign == REFUSED
    assert (len(stored(firm)), stored(other)) == (1, [])
    with scope(other.id):
        assert queries.health([firm.account.pk])[firm.account.pk].figures[Figure.STORED] == 0


def test_keep_alive_connection_takes_one_request_after_the_other(server, firm):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    statuses = []
    for number in range(3):
        request = signed(firm, event(id=f"e{number}"))
        path = f"/hooks/webhook/{firm.account.hook_key}"
        connection.request("POST", path, request.body, dict(request.headers))
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()

    assert statuses == [200, 200, 200]
    assert len(stored(firm)) == 3
