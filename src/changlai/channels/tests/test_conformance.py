"""What every channel owes the house, asked of each of them: a new adapter's folder joins by being there.

The adapter's own ``tests/conformance.py`` says what its platform's words look like; nothing here knows a platform.
"""

import dataclasses
import importlib
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django import forms

from changlai.channels import actions, contracts, intake, registry
from changlai.channels.contracts import Channel, Content, HookRequest, Outgoing, Reception, Skipped
from changlai.channels.enums import ContentKind
from changlai.channels.errors import BadPayload, BadSignature, CallFailed
from changlai.channels.models import Delivery
from changlai.channels.tests.one_answer import Desk
from changlai.kernel import db
from changlai.kernel.http import Unreachable
from changlai.kernel.tenancy import scope

ADAPTERS = Path(__file__).parent.parent / "adapters"
SLUGS = sorted(folder.parent.name for folder in ADAPTERS.glob("*/manifest.py"))
MARKS = Path(__file__).parents[2] / "ui" / "static" / "ui" / "css"


@dataclasses.dataclass
class Candidate:
    """One channel and what its adapter says of its platform."""

    channel: Channel
    words: ModuleType

    def receive(self, request: HookRequest) -> Reception:
        return self.channel.webhook.receive(request, self.words.SETTINGS)

    @property
    def is_called(self) -> bool:
        """Whether somebody calls us; else its words are pulled."""
        return hasattr(self.words, "genuine")

    def deliveries(self) -> list[contracts.Delivery]:
        """An event, the same again, and another one: called or pulled."""
        if not self.is_called:
            return list(self.words.DELIVERIES)
        return [self.receive(self.words.genuine(mark=mark)).deliveries[0] for mark in ("1", "1", "2")]


@pytest.fixture(params=SLUGS)
def candidate(request):
    words = importlib.import_module(f"changlai.channels.adapters.{request.param}.tests.conformance")
    return Candidate(registry.channel(request.param), words)


@pytest.fixture
def called(candidate):
    """A channel whose platform calls us."""
    if not candidate.is_called:
        pytest.skip("nobody calls us")
    return candidate


@pytest.fixture
def http(candidate):
    """A channel whose platform is asked by HTTP; the others test their senders against a server of their own."""
    if not hasattr(candidate.words, "TAKEN"):
        pytest.skip("not by HTTP")
    return candidate


def send(candidate: Candidate, desk: Desk) -> Any:
    if candidate.channel.sender is None:
        pytest.skip("nobody can be written to through this channel")
    return candidate.channel.sender.send(desk, Outgoing("key-1", candidate.words.ADDRESS, Content(text="您好")))


def refusal_of(candidate: Candidate, name: str) -> Any:
    """What the platform answers then; a channel that calls nobody has nobody who refuses."""
    if candidate.words.TAKEN is None:
        pytest.skip("its messages are rows of ours")
    return candidate.words.REFUSALS[name]


def refused(candidate: Candidate, answer: Any) -> tuple[CallFailed, Desk]:
    desk = Desk(candidate.words.SETTINGS, answer)
    with pytest.raises(CallFailed) as failed:
        send(candidate, desk)
    return failed.value, desk


def test_there_are_channels():
    assert len(SLUGS) >= 2
    assert {name: channel.slug for name, channel in registry.channels().items()} == {slug: slug for slug in SLUGS}


# --- what comes in ------------------------------------------------------------------------------------------------


def test_genuine_request_is_taken(called):
    reception = called.receive(called.words.genuine())

    assert reception.status == 200
    assert len(reception.deliveries) == 1
    delivery = reception.deliveries[0]
    assert delivery.key
    assert delivery.kind
    assert delivery.thread
    assert delivery.occurred_at.tzinfo is not None


def test_forged_request_is_refused_without_a_word(called):
    for what, request in called.words.forged().items():
        with pytest.raises((BadSignature, BadPayload)) as refusal:
            called.receive(request)
        assert getattr(refusal.value, "reason", ""), what


@pytest.mark.parametrize("hours", [-24, 24])
def test_old_and_future_requests_are_refused(called, hours):
    request = called.words.genuine()

    with pytest.raises(BadSignature):
        called.receive(dataclasses.replace(request, now=request.now + timedelta(hours=hours)))


def test_request_without_the_accounts_keys_is_refused(called):
    with pytest.raises((BadSignature, BadPayload)):
        called.channel.webhook.receive(called.words.genuine(), {"account_id": 1})


def test_same_event_has_the_same_key_and_another_one_another(candidate):
    keys = [delivery.key for delivery in candidate.deliveries()]

    assert keys[0] == keys[1]
    assert keys[0] != keys[2]


def test_same_event_called_later_has_the_same_key(called):
    later = called.receive(called.words.genuine(called.words.NOW + timedelta(seconds=90))).deliveries[0]

    assert later.key == called.deliveries()[0].key


def test_same_event_is_stored_and_told_once(candidate, firm):
    settings = {name: value for name, value in candidate.words.SETTINGS.items() if name != "account_id"}
    with scope(firm.id):
        account = actions.connect(channel=candidate.channel.slug, name="x", settings=settings, by=firm.admin)
    first, again, other = candidate.deliveries()

    stored = []
    for deliveries in [[first], [other], [again], [first, other]]:
        with scope(firm.id):
            stored.append(intake.store(firm.id, account.pk, deliveries))

    assert stored == [1, 1, 0, 0]
    with scope(firm.id):
        assert Delivery.objects.filter(account_id=account.pk).count() == 2
        assert db.value("select count(*) from event_log where kind = 'channels.InboundReceived'") == 2


# --- what it means ------------------------------------------------------------------------------------------------


def test_samples_of_the_platform_are_understood_and_always_alike(candidate):
    genuine = candidate.deliveries()[0]
    samples = [(genuine.kind, genuine.payload, genuine.context), *candidate.words.SAMPLES]

    for kind, payload, context in samples:
        first, second = (
            candidate.channel.parser.parse(kind, payload, context, candidate.words.SETTINGS) for _ in range(2)
        )
        assert first == second
        assert first
        assert not isinstance(first, Skipped)
        assert all(inbound.occurred_at.tzinfo for inbound in first)


@pytest.mark.parametrize("kind", ["nobody.knows_this", "unknown"])
def test_kind_that_nobody_knows_is_skipped_with_a_reason(candidate, kind):
    genuine = candidate.deliveries()[0]

    answer = candidate.channel.parser.parse(kind, genuine.payload, b"", candidate.words.SETTINGS)

    assert isinstance(answer, Skipped)
    assert answer.reason


# --- what goes out ------------------------------------------------------------------------------------------------


def test_message_that_was_taken_says_so(http):
    sent = send(http, Desk(http.words.SETTINGS, http.words.TAKEN))

    assert sent.platform_id


def test_unknown_recipient_is_refused_for_good(http):
    error, _ = refused(http, refusal_of(http, "unknown recipient"))

    assert (error.permanent, error.uncertain) == (True, False)
    assert error.code
    assert error.sentence


def test_rate_limit_is_tried_again_after_a_while(http):
    error, desk = refused(http, refusal_of(http, "too often"))

    assert (error.permanent, error.uncertain) == (False, False)
    assert error.wait > 0 or desk.blocked


@pytest.mark.parametrize("uncertain", [True, False])
def test_silence_is_uncertain_only_when_something_left_the_house(http, uncertain):
    if http.words.TAKEN is None:
        pytest.skip("its messages are rows of ours")
    error, _ = refused(http, Unreachable("https://platform.example", "timeout", uncertain=uncertain))

    assert not error.permanent
    assert error.uncertain == (uncertain and not http.words.REPEATABLE)


# --- what it says it can do ---------------------------------------------------------------------------------------


def test_declared_capabilities_hang_together(candidate):
    channel = candidate.channel
    sends = {kind for product in channel.products.values() for kind in product.sends}

    assert bool(sends) == (channel.sender is not None)
    assert bool(channel.streams) <= (channel.puller is not None)
    assert bool(channel.fetch_kinds) <= (channel.fetch is not None)
    assert bool(channel.media_kinds) == (channel.fetch_media is not None)
    assert [product.slug for product in channel.products.values()] == list(channel.products)
    assert len({permission.slug for permission in channel.permissions}) == len(channel.permissions)


def test_products_name_limits_of_what_they_send(candidate):
    sheets = "".join(file.read_text() for file in MARKS.glob("*.css"))

    for product in candidate.channel.products.values():
        assert set(product.file_bytes) <= product.sends
        assert all(limit > 0 for limit in product.file_bytes.values())
        assert not product.text_bytes or ContentKind.TEXT in product.sends
        assert product.window is None or (product.window.hours > 0 and product.window.messages >= 0)
        assert str(product.label)
        assert f".{product.css}" in sheets, product.css


def test_settings_form_asks_for_everything_the_adapter_uses(candidate):
    form = candidate.channel.form()

    assert issubclass(form, forms.Form)
    assert candidate.channel.secret_fields <= form.base_fields.keys()
    assert {name for name in candidate.words.SETTINGS if name != "account_id"} <= form.base_fields.keys()
