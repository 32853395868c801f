"""The callback envelope of WeCom: AES-256-CBC, PKCS#7 to 32 bytes, SHA-1 signature over the sorted parts.

Source: https://developer.work.weixin.qq.com/document/path/90968 and Tencent's callback demos.
"""

import base64
import hashlib
import hmac
import re
import secrets
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
RANDOM_BYTES = 16
KEY_TEXT = re.compile(r"[A-Za-z0-9]{43}")


class CryptError(ValueError):
    """The key, the signature or the ciphertext does not fit."""


@dataclass(frozen=True)
class Envelope:
    """The parts of one encrypted message as they travel."""

    encrypt: str
    msg_signature: str
    timestamp: str
    nonce: str


class Crypt:
    """Seals and opens messages of one callback endpoint."""

    def __init__(self, token: str, encoding_aes_key: str, receiveid: str) -> None:
        """`encoding_aes_key` is WeCom's 43 letters and digits; raises CryptError if it is not."""
        if not KEY_TEXT.fullmatch(encoding_aes_key):
            raise CryptError("EncodingAESKey must be 43 letters and digits")
        self.token = token
        self.receiveid = receiveid
        self._key = base64.b64decode(encoding_aes_key + "=")

    def seal(self, text: str, *, timestamp: str, nonce: str, random: bytes | None = None) -> Envelope:
        """Encrypt and sign; `random` (16 bytes) is given only to reproduce a known vector."""
        encrypt = self.encrypt(text.encode(), random or secrets.token_bytes(RANDOM_BYTES))
        return Envelope(encrypt, self.sign(timestamp, nonce, encrypt), timestamp, nonce)

    def open(self, envelope: Envelope) -> str:
        """Check the signature and decrypt; raises CryptError."""
        expected = self.sign(envelope.timestamp, envelope.nonce, envelope.encrypt)
        if not hmac.compare_digest(expected.encode(), envelope.msg_signature.encode()):
            raise CryptError("signature does not match")
        return self.decrypt(envelope.encrypt).decode()

    def sign(self, timestamp: str, nonce: str, encrypt: str) -> str:
        """SHA-1 over the four parts in byte order."""
        parts = sorted([self.token, timestamp, nonce, encrypt])
        return hashlib.sha1("".join(parts).encode()).hexdigest()  # noqa: S324  (the platform's choice)

    def encrypt(self, message: bytes, random: bytes) -> str:
        """16 random bytes, length, message, receiveid; padded and encrypted; as base64."""
        plain = random + struct.pack(">I", len(message)) + message + self.receiveid.encode()
        padding = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypt: str) -> bytes:
        """The message inside; raises CryptError for anything malformed or meant for someone else."""
        try:
            decryptor = self._cipher().decryptor()
            plain = decryptor.update(base64.b64decode(encrypt, validate=True)) + decryptor.finalize()
        except ValueError as error:
            raise CryptError("not a ciphertext of whole blocks") from error
        content = _without_padding(plain)[RANDOM_BYTES:]
        length = int.from_bytes(content[:4], "big")
        message, receiveid = content[4 : 4 + length], content[4 + length :]
        if len(message) != length or not hmac.compare_digest(receiveid, self.receiveid.encode()):
            raise CryptError("wrong length or receiveid")
        return message

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))


def _without_padding(plain: bytes) -> bytes:
    padding = plain[-1] if plain else 0
    if not 1 <= padding <= BLOCK or plain[-padding:] != bytes([padding]) * padding:
        raise CryptError("bad padding")
    return plain[:-padding]
