"""Asking the running product whether it can serve."""

import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Readiness:
    """What /readyz says: ready, or the reasons why not."""

    ready: bool
    reasons: str = ""


def ask_readiness(url: str, *, timeout: float = 3.0) -> Readiness:
    """Fetch ``<url>/readyz`` on this machine; no answer is a reason too. ``timeout`` in seconds."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=timeout)
    try:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        body = response.read(65_536).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return Readiness(ready=False, reasons=f"no answer ({error.__class__.__name__})")
    finally:
        connection.close()
    if response.status == http.client.OK:
        return Readiness(ready=True)
    return Readiness(ready=False, reasons=_reasons(body) or f"status {response.status}")


def _reasons(body: str) -> str:
    """The failing checks of a JSON answer, else the answer's first line."""
    try:
        content = json.loads(body)
    except ValueError:
        return body.strip().split("\n")[0][:200]
    reasons = content.get("reasons", content) if isinstance(content, dict) else content
    if isinstance(reasons, dict):
        return ", ".join(f"{name}: {value}" for name, value in reasons.items())
    return ", ".join(map(str, reasons)) if isinstance(reasons, list) else str(reasons)
