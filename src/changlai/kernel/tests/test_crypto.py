"""Sealed values open at home only; tickets cannot be forged, moved or kept."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changlai.kernel import clock, crypto
from changlai.kernel.crypto import (
    BadTicket,
    CannotOpen,
    blind_index,
    blind_indexes,
    open_sealed,
    read_ticket,
    seal,
    sign_ticket,
)

PLACE = "7:channels_account.settings"
KEYS = {"new": b"n" * 32, "old": b"o" * 32}


@pytest.fixture(autouse=True)
def keys(settings):
    settings.FIELD_KEYS = KEYS
    settings.SECRET_KEY = "s" * 50
    settings.SECRET_KEY_FALLBACKS = []


@given(st.binary(max_size=2000))
def test_seal_opens_to_the_same_bytes(plain):
    assert open_sealed(seal(plain, place=PLACE), place=PLACE) == plain


def test_seal_names_the_newest_key_and_never_repeats():
    first, second = seal(b"secret", place=PLACE), seal(b"secret", place=PLACE)

    assert first.startswith("v1.new.")
    assert first != second
    assert crypto.key_id_of(first) == "new"


@pytest.mark.parametrize(
    "place", ["8:channels_account.settings", "7:channels_account.name", "7:customers.settings", ""]
)
def test_value_moved_elsewhere_does_not_open(place):
    with pytest.raises(CannotOpen):
        open_sealed(seal(b"secret", place=PLACE), place=place)


@given(st.integers(0, 60), st.integers(1, 255))
def test_altered_value_does_not_open(at, flip):
    head, text = seal(b"some bytes of a secret", place=PLACE).rsplit(".", 1)
    data = bytearray(base64.urlsafe_b64decode(text))
    data[at % len(data)] ^= flip

    with pytest.raises(CannotOpen):
        open_sealed(f"{head}.{base64.urlsafe_b64encode(data).decode()}", place=PLACE)


@pytest.mark.parametrize(
    "text", ["", "v1", "v1.", "v1.new", "v1.new.", "v1.new.AAAA", "v1.new.!!", "v2.new.AAAA", "v1.gone.AAAA", "电话"]
)
def test_what_is_no_sealed_value_does_not_open(text):
    with pytest.raises(CannotOpen):
        open_sealed(text, place=PLACE)


def test_old_key_still_opens_until_it_is_dropped(settings):
    settings.FIELD_KEYS = {"old": KEYS["old"]}
    sealed = seal(b"secret", place=PLACE)
    settings.FIELD_KEYS = KEYS

    assert open_sealed(sealed, place=PLACE) == b"secret"

    settings.FIELD_KEYS = {"new": KEYS["new"]}
    with pytest.raises(CannotOpen, match="old"):
        open_sealed(sealed, place=PLACE)


def test_blind_index_is_keyed_by_organisation_and_key(settings):
    mine = blind_index("+8613800138000", 1)

    assert mine == blind_index("+8613800138000", 1)
    assert mine != blind_index("+8613800138000", 2)
    assert mine != blind_index("+8613800138001", 1)
    assert blind_indexes("+8613800138000", 1)[0] == mine
    assert len(set(blind_indexes("+8613800138000", 1))) == 2
    settings.FIELD_KEYS = {"old": KEYS["old"]}
    assert mine != blind_index("+8613800138000", 1)


@given(st.dictionaries(st.text(max_size=10), st.integers(-(2**53), 2**53) | st.text(max_size=20), max_size=5))
def test_ticket_reads_back(payload):
    assert read_ticket(sign_ticket(payload, 60)) == payload


def test_ticket_is_safe_in_an_address():
    assert set(sign_ticket({"room": "会话/1"}, 60)) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    )


def test_ticket_dies(monkeypatch):
    ticket = sign_ticket({"a": 1}, 60)
    now = clock.epoch()

    monkeypatch.setattr("changlai.kernel.crypto.epoch", lambda: now + 59)
    assert read_ticket(ticket) == {"a": 1}
    monkeypatch.setattr("changlai.kernel.crypto.epoch", lambda: now + 61)
    with pytest.raises(BadTicket, match="old"):
        read_ticket(ticket)


def test_ticket_for_one_purpose_is_none_for_another():
    with pytest.raises(BadTicket, match="signature"):
        read_ticket(sign_ticket({"a": 1}, 60, purpose="live"), purpose="file")


def test_ticket_survives_a_change_of_the_secret_while_the_old_one_is_a_fallback(settings):
    ticket = sign_ticket({"a": 1}, 60)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "t" * 50, ["s" * 50]
    assert read_ticket(ticket) == {"a": 1}

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BadTicket):
        read_ticket(ticket)


@given(st.text(max_size=80) | st.from_regex(r"[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,50}", fullmatch=True))
def test_garbage_is_no_ticket(text):
    with pytest.raises(BadTicket):
        read_ticket(text)


def test_forged_payload_is_refused():
    body, mac = sign_ticket({"member": 1}, 60).split(".")
    forged = base64.urlsafe_b64encode(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).replace(b"1}", b"2}"))

    with pytest.raises(BadTicket, match="signature"):
        read_ticket(forged.decode().rstrip("=") + "." + mac)


def test_mark_is_known_again_under_an_earlier_key_only_for_its_text(settings):
    mark = crypto.mark("message 7", purpose="test")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "t" * 50, [settings.SECRET_KEY]

    assert crypto.is_mark("message 7", mark, purpose="test")
    assert not crypto.is_mark("message 8", mark, purpose="test")
    assert not crypto.is_mark("message 7", mark, purpose="other")
    assert not crypto.is_mark("message 7", "ü" * 16, purpose="test")
