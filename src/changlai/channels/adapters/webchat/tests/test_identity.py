"""What a site's server signs, and what only looks like it."""

import pytest

from changlai.channels.adapters.webchat import identity
from changlai.channels.adapters.webchat.tests.support import NOW, SECRET, SETTINGS, jwt
from changlai.channels.adapters.webchat.tests.support import identity as signed
from changlai.channels.errors import BadSignature

SOON = int(NOW.timestamp()) + 600


def test_signed_identity_is_read():
    found = identity.read(signed(name="林晓棠", phone="13800138000", extra="kept out"), SETTINGS, NOW)

    assert (found.sub, found.name, found.phone, found.email) == ("user-42", "林晓棠", "13800138000", "")


def test_former_secret_works_until_it_is_removed():
    renewed = identity.renewed(SETTINGS)

    assert identity.read(signed(), renewed, NOW).sub == "user-42"
    assert renewed["secret"] != SECRET
    with pytest.raises(BadSignature, match="bad_signature"):
        identity.read(signed(), {**renewed, "previous_secret": ""}, NOW)


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (jwt({"sub": "a", "exp": SOON}, secret="of somebody else, long enough"), "bad_signature"),
        (jwt({"sub": "a", "exp": SOON}, head={"alg": "none"}), "bad_signature"),
        (jwt({"sub": "a", "exp": SOON}, head={"alg": "HS512"}), "bad_signature"),
        (jwt({"sub": "a", "exp": SOON})[:-4] + "AAAA", "bad_signature"),
        (jwt({"sub": "a"}), "bad_identity"),
        (jwt({"exp": SOON}), "bad_identity"),
        (jwt({"sub": "a\n", "exp": SOON}), "bad_identity"),
        (jwt({"sub": "a", "exp": SOON, "name": "x" * 201}), "bad_identity"),
        (jwt({"sub": "a", "exp": SOON - 700}), "old_identity"),
        (jwt({"sub": "a", "exp": SOON + 90_000}), "old_identity"),
        ("", "bad_identity"),
        ("a.b", "bad_identity"),
        ("ü.b.c", "bad_identity"),
        ("x" * 9_000 + ".b.c", "bad_identity"),
    ],
)
def test_anything_else_is_refused(token, reason):
    with pytest.raises(BadSignature, match=reason):
        identity.read(token, SETTINGS, NOW)


def test_without_a_secret_nobody_is_believed():
    with pytest.raises(BadSignature):
        identity.read(jwt({"sub": "a", "exp": SOON}, secret=""), {"secret": "", "previous_secret": ""}, NOW)
