"""The sites that may show the widget: origins, one of them perhaps with "*." for its subdomains."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

_ORIGIN = re.compile(r"(https?)://((?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(:[0-9]{1,5})?", re.ASCII)
MOST = 50


def read(text: str) -> list[str]:
    """Origins from lines as people paste them: a path behind is cut off, capitals fall. Raises ValueError."""
    found = []
    for line in filter(None, map(str.strip, re.split(r"[\s,，]+", text))):
        given = line if "://" in line else f"https://{line}"
        parts = urlsplit(given)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(line)
        found.append(origin)
    if len(found) > MOST:
        raise ValueError(text)
    return list(dict.fromkeys(found))


def allowed(settings: Mapping[str, Any]) -> list[str]:
    """The origins of an account, as its form has kept them."""
    return str(settings.get("sites", "")).split()


def is_allowed(settings: Mapping[str, Any], origin: str) -> bool:
    """Whether the page at this origin may show the widget."""
    return any(_matches(rule, origin) for rule in allowed(settings))


def _matches(rule: str, origin: str) -> bool:
    scheme, _, host = rule.partition("://")
    if not host.startswith("*."):
        return rule == origin
    given_scheme, _, given = origin.partition("://")
    return given_scheme == scheme and given.endswith(host[1:]) and bool(_ORIGIN.fullmatch(origin))
