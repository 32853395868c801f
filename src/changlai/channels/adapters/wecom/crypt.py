"""WeCom's callback crypto: AES-256-CBC, PKCS#7 over 32 bytes, signed with SHA-1 (document path 90968)."""

import binascii
import hashlib
import hmac
import re
from base64 import b64decode
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from changlai.channels.errors import BadPayload, BadSignature

_KEY_TEXT = re.compile(r"[A-Za-z0-9]{43}")
_AES_BLOCK = 16
_PADDING_BLOCK = 32
_RANDOM = 16  # random bytes in front of every message
_LENGTH = 4  # then its length, big endian


class Crypt:
    """The lock of one callback address; ``receiver`` is the corp id."""

    def __init__(self, token: str, encoding_aes_key: str, receiver: str) -> None:
        key = aes_key(encoding_aes_key)
        self._token = token.encode()
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:_AES_BLOCK]))
        self._receiver = receiver.encode()

    def signature(self, timestamp: str, nonce: str, encrypted: bytes) -> str:
        """The lower-case hexadecimal signature of a callback."""
        pieces = sorted((self._token, _bytes(timestamp), _bytes(nonce), encrypted))
        return hashlib.sha1(b"".join(pieces), usedforsecurity=False).hexdigest()

    def check(self, signature: str, timestamp: str, nonce: str, encrypted: bytes) -> None:
        """Raises BadSignature unless ``signature`` belongs to the rest."""
        expected = self.signature(timestamp, nonce, encrypted).encode()
        if not hmac.compare_digest(expected, _bytes(signature)):
            raise BadSignature

    def decrypt(self, encrypted: bytes) -> bytes:
        """The message inside base64 ``encrypted``, whose signature must have been checked before.

        Raises BadPayload(``bad_ciphertext``) when it cannot be opened, BadSignature(``wrong_receiver``) when
        it was meant for another corp.
        """
        plain = self._open(encrypted)
        padding = plain[-1]
        if not 1 <= padding <= _PADDING_BLOCK or not plain.endswith(bytes((padding,)) * padding):
            raise BadPayload("bad_ciphertext")
        start = _RANDOM + _LENGTH
        length = int.from_bytes(plain[_RANDOM:start], "big")
        receiver = plain[start + length : len(plain) - padding]
        if start + length > len(plain) - padding:
            raise BadPayload("bad_ciphertext")
        if not hmac.compare_digest(receiver, self._receiver):
            raise BadSignature("wrong_receiver")
        return plain[start : start + length]

    def _open(self, encrypted: bytes) -> bytes:
        try:
            sealed = b64decode(encrypted, validate=True)
        except binascii.Error:
            raise BadPayload("bad_ciphertext") from None
        if not sealed or len(sealed) % _AES_BLOCK:
            raise BadPayload("bad_ciphertext")
        opener = self._cipher.decryptor()
        return opener.update(sealed) + opener.finalize()


def aes_key(encoding_aes_key: str) -> bytes:
    """The 32 bytes behind an EncodingAESKey. Raises ValueError unless it is 43 letters and digits."""
    if not _KEY_TEXT.fullmatch(encoding_aes_key):
        raise ValueError("EncodingAESKey must be 43 characters of A-Z, a-z, 0-9")
    return b64decode(encoding_aes_key + "=")


@lru_cache(maxsize=1024)
def crypt_for(token: str, encoding_aes_key: str, receiver: str) -> Crypt:
    """The lock of an account; kept, because making a cipher costs as much as using it once."""
    return Crypt(token, encoding_aes_key, receiver)


def _bytes(text: str) -> bytes:
    return text.encode(errors="replace")
