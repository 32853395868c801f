"""What every channel with a public side owes the house; a new adapter's folder joins by being there."""

import importlib

import pytest

from changlai.channels import actions, contracts, intake, registry
from changlai.channels.contracts import Skipped
from changlai.channels.events import DELIVERED
from changlai.channels.models import Delivery
from changlai.channels.tests.test_conformance import SLUGS, Candidate
from changlai.kernel import db
from changlai.kernel.tenancy import scope


@pytest.fixture(params=[slug for slug in SLUGS if registry.channel(slug).voice])
def spoken(request):
    """A channel whose platform has a public side."""
    words = importlib.import_module(f"changlai.channels.adapters.{request.param}.tests.conformance")
    return Candidate(registry.channel(request.param), words)


def test_what_is_said_in_public_is_stored_once_and_is_no_message_to_us(spoken, firm):
    settings = {name: value for name, value in spoken.words.SETTINGS.items() if name != "account_id"}
    with scope(firm.id):
        account = actions.connect(channel=spoken.channel.slug, name="x", settings=settings, by=firm.admin)
    first, again, other = spoken.words.SAID

    stored = []
    for deliveries in [[first], [again, other], [first, other]]:
        with scope(firm.id):
            stored.append(intake.store(firm.id, account.pk, deliveries))

    assert stored == [1, 1, 0]
    with scope(firm.id):
        assert [one.in_public for one in Delivery.objects.filter(account_id=account.pk)] == [True, True]
        kinds = db.rows("select kind from event_log where kind in (%s, %s)", DELIVERED)
    assert [row[0] for row in kinds] == ["channels.HeardInPublic"] * 2


def test_what_is_said_in_public_is_read_always_alike(spoken):
    for delivery in spoken.words.SAID:
        told = delivery.kind, delivery.payload, delivery.context, spoken.words.SETTINGS
        first, second = (spoken.channel.voice.read(*told) for _ in range(2))
        assert first == second
        assert not isinstance(first, Skipped)
        for said in first:
            assert 0 < len(said.key) <= contracts.SAID_KEY
            assert len(said.text) <= contracts.SAID_LENGTH
            assert said.said_at.tzinfo is not None
            assert said.speaker.claim is not None


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b'"x"', b"{}", b"\xff\xfe", b"[" * 100_000, b'{"id": true}'])
def test_what_cannot_be_read_is_skipped_with_a_reason(spoken, payload):
    for kind in {delivery.kind for delivery in spoken.words.SAID} | {"nobody.knows_this"}:
        answer = spoken.channel.voice.read(kind, payload, b"", spoken.words.SETTINGS)
        assert isinstance(answer, Skipped)
        assert answer.reason


def test_its_public_side_hangs_together(spoken):
    channel, voice = spoken.channel, spoken.channel.voice
    streams = [*channel.streams, *(channel.feeds(spoken.words.SETTINGS) if channel.feeds else ())]

    assert channel.products[voice.product].in_public
    assert not voice.private_product or not channel.products[voice.private_product].in_public
    assert all(any(key.startswith(begin) for key in streams) for begin in voice.streams)
