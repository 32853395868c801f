import json
import os
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.work.crypto import WeChatCrypto

from changlai.channels.adapters.wecom.crypt import Crypt, aes_key
from changlai.channels.adapters.wecom.tests.support import CORPID, SETTINGS, VECTORS, needs_vectors, seal, signature
from changlai.channels.errors import BadPayload, BadSignature

TOKEN, KEY = SETTINGS["token"], SETTINGS["encoding_aes_key"]
CRYPT = Crypt(TOKEN, KEY, CORPID)


def vectors(expect: str):
    path = VECTORS / "crypto" / "wecom_callback_crypto.json"
    rows = json.loads(path.read_text()) if path.exists() else []
    return [pytest.param(row, id=row["id"]) for row in rows if row["expect"] == expect]


def crypt_of(vector) -> Crypt:
    return Crypt(vector["token"], vector["encoding_aes_key"], vector.get("receiveid", "wxOther"))


@needs_vectors
@pytest.mark.parametrize("vector", vectors("ok"))
def test_published_messages_are_opened(vector):
    crypt = crypt_of(vector)
    encrypted = vector["encrypt"].encode()

    crypt.check(vector["msg_signature"], vector["timestamp"], vector["nonce"], encrypted)

    assert crypt.decrypt(encrypted).decode() == vector["plaintext"]


@needs_vectors
@pytest.mark.parametrize("vector", vectors("bad_signature"))
def test_published_messages_with_a_wrong_signature_are_refused(vector):
    with pytest.raises(BadSignature):
        crypt_of(vector).check(
            vector["msg_signature"], vector["timestamp"], vector["nonce"], vector["encrypt"].encode()
        )


@needs_vectors
@pytest.mark.parametrize("vector", vectors("ok"))
def test_a_genuine_message_of_another_corp_is_refused(vector):
    other = Crypt(vector["token"], vector["encoding_aes_key"], "ww0000000000000000")

    with pytest.raises(BadSignature, match="wrong_receiver"):
        other.decrypt(vector["encrypt"].encode())


@given(st.binary(max_size=3000), st.text("0123456789", min_size=1, max_size=10), st.text(max_size=20))
def test_what_another_library_seals_is_opened(message, timestamp, nonce):
    encrypted = seal(message)

    CRYPT.check(signature(encrypted, timestamp, nonce), timestamp, nonce, encrypted)

    assert CRYPT.decrypt(encrypted) == message


@given(st.text(st.characters(codec="utf-8"), max_size=500), st.text("abc123", min_size=1, max_size=20))
def test_what_we_sign_another_library_accepts(message, nonce):
    encrypted = seal(message.encode())
    ours = CRYPT.signature("1735718400", nonce, encrypted)

    echoed = WeChatCrypto(TOKEN, KEY, CORPID).check_signature(ours, "1735718400", nonce, encrypted.decode())

    assert echoed == message.encode() or echoed == message


def sealed(plain: bytes) -> bytes:
    """Encrypts exactly these bytes, which need not be a message."""
    key = aes_key(KEY)
    locker = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return b64encode(locker.update(plain) + locker.finalize())


@pytest.mark.parametrize(
    "encrypted",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"!!!!", id="not base64"),
        pytest.param("秘密".encode(), id="not ascii"),
        pytest.param(b64encode(b"x" * 15), id="not whole blocks"),
        pytest.param(sealed(b"\0" * 32), id="padding of zero"),
        pytest.param(sealed(b"r" * 15 + b"\x21"), id="padding of 33"),
        pytest.param(sealed(b"r" * 31 + b"\x02"), id="padding that is not uniform"),
        pytest.param(sealed(b"r" * 16 + b"\xff\xff\xff\xff" + b"m" * 11 + b"\x01"), id="length beyond the end"),
        pytest.param(sealed(b"\x10" * 16), id="nothing but padding"),
    ],
)
def test_what_cannot_be_opened_is_a_bad_payload(encrypted):
    with pytest.raises(BadPayload, match="bad_ciphertext"):
        CRYPT.decrypt(encrypted)


@given(st.binary(max_size=200))
def test_opening_anything_never_fails_otherwise(data):
    for encrypted in (data, b64encode(data)):
        with pytest.raises((BadPayload, BadSignature)):
            CRYPT.decrypt(encrypted)


@pytest.mark.parametrize("given_signature", ["", "é" * 40, "\ud800", "0" * 40, "A" * 41])
def test_odd_signatures_are_refused(given_signature):
    with pytest.raises(BadSignature):
        CRYPT.check(given_signature, "1735718400", "n", seal(b"m"))


def test_every_bit_of_a_signed_message_counts():
    encrypted = seal(os.urandom(40))
    good = CRYPT.signature("1735718400", "n", encrypted)

    for place in range(0, len(encrypted), 7):
        changed = bytearray(encrypted)
        changed[place] ^= 1
        with pytest.raises(BadSignature):
            CRYPT.check(good, "1735718400", "n", bytes(changed))


@pytest.mark.parametrize("text", ["", "a" * 42, "a" * 44, "a" * 42 + "-", "a" * 42 + "\n", "é" * 43])
def test_keys_of_another_form_are_refused(text):
    with pytest.raises(ValueError, match="43 characters"):
        aes_key(text)
