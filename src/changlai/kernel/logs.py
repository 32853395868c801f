"""Logs: one JSON object a line on stderr, with an event name and ids, without personal data.

    log.info("channels.delivery.failed", extra={"account": account.id, "code": error.code})

What looks like a phone number, an identity card, an e-mail address, a token or a secret is masked wherever it
stands, stack traces included, and control characters are escaped. Text of messages is never logged: no filter
can know it.
"""

import json
import logging
import logging.config
import re
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")

MASK = "•••"
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request"}
SECRET_NAME = re.compile(
    r"secret|token|passw|ticket|aes_?key|api_?key|authorization|cookie|signature|credential", re.IGNORECASE
)
RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # PostgreSQL quotes whole rows in DETAIL.
    (re.compile(r"DETAIL:[\s\S]*?(?=\nTraceback|\nThe above|\nDuring handling|\Z)"), f"DETAIL: {MASK}"),
    (
        re.compile(
            r"""(?ix) ( (?:secret|token|passw(?:or)?d|ticket|aes_?key|api_?key|signature)[\w-]{0,64}+
                | \b(?:code|sign|echostr) ) (["']?\s*[=:]\s*["']?) (?:Bearer\s+)? [^\s"'&,;}]{4,}"""
        ),
        rf"\1\2{MASK}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), rf"\1 {MASK}"),
    (re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"), MASK),
    (re.compile(r"\b(?:cl_|whsec_)[\w+/=-]{8,}"), MASK),
    (re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"), MASK),
    (re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])"), MASK),
    (re.compile(r"(?<![0-9A-Za-z.])\+\d[\d -]{7,16}\d(?![0-9A-Za-z])"), MASK),
    (re.compile(r"(?<![0-9A-Za-z.])(?:86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?![0-9A-Za-z])"), MASK),
    # Long random text with digits and capitals: an access token, a session, a key.
    (re.compile(r"(?<![\w/-])(?=[\w-]*\d)(?=[\w-]*[A-Z])[A-Za-z0-9_-]{40,}={0,2}"), MASK),
)
UNSAFE = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def masked(text: str) -> str:
    """``text`` without what identifies a person or opens a door."""
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text


class JsonLines(logging.Formatter):
    """A log record as one line of JSON; everything passes the mask."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": masked(_message(record)),
            "logger": record.name,
        }
        if current := request_id.get():
            line["request_id"] = current
        for name, value in vars(record).items():
            if name not in STANDARD:
                line[name] = _clean(name, value)
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = masked(self.formatException(record.exc_info))
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)


def _clean(name: str, value: object) -> object:
    if SECRET_NAME.search(name):
        return MASK
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _clean(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(name, inner) for inner in value]
    return masked(str(value))


def configure(logging_settings: Mapping[str, Any]) -> None:
    """Django's LOGGING_CONFIG: ``{"level": "INFO"}`` is all there is to set."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": JsonLines}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"level": logging_settings.get("level", "INFO"), "handlers": ["stderr"]},
            "loggers": {
                # Our own RequestLog tells of requests; these repeat them with the query string.
                "django.request": {"level": "ERROR", "handlers": [], "propagate": True},
                "django.server": {"level": "ERROR", "handlers": [], "propagate": True},
                "django": {"handlers": [], "propagate": True},
                "urllib3": {"level": "WARNING"},
                "PIL": {"level": "WARNING"},
                "asyncio": {"level": "WARNING"},
            },
        }
    )
    logging.captureWarnings(capture=True)
