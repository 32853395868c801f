import json
from dataclasses import replace
from typing import Any

import pytest
import xmltodict
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.work.crypto import WeChatCrypto

from sandbox.tests.harness import AES_KEY, CORPID, TOKEN, VECTORS
from sandbox.wecom.crypt import Crypt, CryptError, Envelope

FILE = VECTORS / "crypto" / "wecom_callback_crypto.json"
NEEDS_VECTORS = pytest.mark.skipif(not FILE.exists(), reason=f"no vectors at {FILE}; set CHANGLAI_VECTORS")


def vectors(expect: str) -> list[Any]:
    rows = json.loads(FILE.read_text()) if FILE.exists() else []
    return [pytest.param(row, id=row["id"]) for row in rows if (row["expect"] == "ok") == (expect == "ok")]


def envelope(row: dict[str, Any]) -> Envelope:
    return Envelope(row["encrypt"], row["msg_signature"], row["timestamp"], row["nonce"])


@NEEDS_VECTORS
@pytest.mark.parametrize("row", vectors("ok"))
def test_vector_opens_and_seals_to_the_same_bytes(row):
    crypt = Crypt(row["token"], row["encoding_aes_key"], row["receiveid"])

    assert crypt.open(envelope(row)) == row["plaintext"]

    random = row["random16"].encode()
    sealed = crypt.seal(row["plaintext"], timestamp=row["timestamp"], nonce=row["nonce"], random=random)
    assert sealed == envelope(row)


@NEEDS_VECTORS
@pytest.mark.parametrize("row", vectors("refused"))
def test_bad_vector_is_refused(row):
    crypt = Crypt(row["token"], row["encoding_aes_key"], row.get("receiveid", CORPID))

    with pytest.raises(CryptError):
        crypt.open(envelope(row))


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=300))
def test_sealed_text_is_opened_by_wechatpy(text):
    sealed = Crypt(TOKEN, AES_KEY, CORPID).seal(text, timestamp="1735660800", nonce="n1")

    judge = WeChatCrypto(TOKEN, AES_KEY, CORPID)

    body = {"Encrypt": sealed.encrypt}
    assert judge.decrypt_message(body, sealed.msg_signature, sealed.timestamp, sealed.nonce) == text


@given(text=st.text(st.characters(codec="utf-8"), max_size=300))
def test_text_sealed_by_wechatpy_is_opened(text):
    reply = WeChatCrypto(TOKEN, AES_KEY, CORPID).encrypt_message(text, "n2", "1735660800")

    parts = xmltodict.parse(reply)["xml"]

    sealed = Envelope(parts["Encrypt"], parts["MsgSignature"], parts["TimeStamp"], parts["Nonce"])
    assert Crypt(TOKEN, AES_KEY, CORPID).open(sealed) == text


@pytest.mark.parametrize("key", ["", "a" * 42, "a" * 44, "a" * 42 + "=", "中" * 43])
def test_key_that_is_none_is_refused(key):
    with pytest.raises(CryptError):
        Crypt(TOKEN, key, CORPID)


def test_damage_is_refused():
    crypt = Crypt(TOKEN, AES_KEY, CORPID)
    good = crypt.seal("<xml/>", timestamp="1", nonce="2")
    stranger = Crypt(TOKEN, AES_KEY, "ww-other").seal("<xml/>", timestamp="1", nonce="2")
    cut = good.encrypt[:-8]
    unpadded = Envelope(cut, crypt.sign("1", "2", cut), "1", "2")

    for bad in (replace(good, nonce="3"), replace(good, msg_signature="0" * 40), stranger, unpadded):
        with pytest.raises(CryptError):
            crypt.open(bad)
