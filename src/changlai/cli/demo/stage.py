"""Speaking to the sandbox's control API."""

import json
import time
import urllib.request
from typing import Any

from django.conf import settings

TIMEOUT = 10.0


def order(path: str, body: dict[str, Any]) -> dict[str, Any]:
    """POST an order to ``/_sandbox/<path>``; raises urllib.error.HTTPError with the sandbox's words."""
    return call("POST", path, json.dumps(body).encode())


def look(path: str) -> dict[str, Any]:
    return call("GET", path, None)


def call(method: str, path: str, data: bytes | None) -> dict[str, Any]:
    # An operator's own stand-in on the loopback address, not a platform: the egress client is for those.
    request = urllib.request.Request(  # noqa: S310 - the address is a deployment setting
        f"{settings.SANDBOX_URL}/_sandbox/{path}",
        data=data,
        method=method,
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - as above
        found: dict[str, Any] = json.loads(answer.read() or b"{}")
    return found


def wait_for(question: Any, *, seconds: float) -> bool:  # noqa: ANN401 - any callable without arguments
    """Ask until the answer is yes; False when the time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.1)
    return False
