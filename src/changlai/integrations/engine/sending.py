"""One message to one endpoint, signed as Standard Webhooks 1.0 asks (https://www.standardwebhooks.com)."""

import base64
import hashlib
import hmac

from changlai.integrations.contracts import Outcome
from changlai.kernel.clock import Stopwatch
from changlai.kernel.http import Client, OutboundFailed

PREFIX = "whsec_"
ANSWER_BYTES = 64 * 1024  # a longer answer is cut off and counts as none
ANSWER_LENGTH = 2000  # characters of it that are kept
SECONDS = 15.0


def send(*, url: str, uid: str, payload: str, secrets: tuple[str, ...], timestamp: int) -> Outcome:
    """Hand one message over. ``timestamp`` is the moment of this try, in seconds; ``uid`` is the same for all tries."""
    body = payload.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Changlai-Webhooks/1",
        "webhook-id": uid,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(secret, uid, timestamp, body) for secret in secrets),
    }
    watch = Stopwatch()
    try:
        answer = Client(limit=ANSWER_BYTES, total=SECONDS).post(url, data=body, headers=headers)
    except OutboundFailed as failed:
        return Outcome(None, int(watch.milliseconds), error=failed.reason[:200])
    text = answer.body.decode("utf-8", "replace").replace("\x00", "")[:ANSWER_LENGTH]
    return Outcome(answer.status, int(watch.milliseconds), answer=text)


def signature(secret: str, uid: str, timestamp: int, body: bytes) -> str:
    """``v1,`` and the HMAC-SHA256 of "id.timestamp.body" under the secret's bytes, in base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{uid}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
