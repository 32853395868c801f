"""What may come in as JSON. Whatever the columns of PostgreSQL or the code behind could stumble over stays
outside.
"""

import json
import math
import re
from collections.abc import Iterable
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.parser import Parser

from changlai.kernel.errors import Refusal
from changlai.ui.numbers import filesize

BODY_LIMIT = 64 * 1024  # bytes
DEPTH_LIMIT = 32
LENGTH_DIGITS = 18
LARGEST_INTEGER = 2**63 - 1
_UNFIT = re.compile("[\x00\ud800-\udfff]")


class BadJson(Refusal):
    """The body or an address part cannot be taken in."""

    status = 400

    def __init__(self, sentence: str, rule: str = "api.bad_json") -> None:
        super().__init__(sentence, rule=rule)


class TooLarge(BadJson):
    """``limit`` is in bytes."""

    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__(
            _("The body is larger than %(limit)s. Send less at once.") % {"limit": filesize(limit)},
            rule="api.too_large",
        )


def check_length(request: HttpRequest) -> None:
    """Raises TooLarge by what the sender announces, before a byte of it is read: one file with its form, or JSON.

    What is not announced is not read either: Django takes a body without a length as empty.
    """
    own = limit_of(request)
    is_upload = request.content_type == "multipart/form-data"
    limit = settings.FILE_LIMIT_BYTES + own if is_upload else own
    announced = request.META.get("CONTENT_LENGTH") or ""
    if announced.isdecimal() and int(announced[:LENGTH_DIGITS]) > limit:
        raise TooLarge(limit)


def limit_of(request: HttpRequest) -> int:
    """How many bytes of JSON the operation takes that is asked for."""
    return int(getattr(request, "body_limit", 0)) or BODY_LIMIT


class StrictParser(Parser):
    """Ninja's parser behind the border."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        return cast("dict[str, Any]", read_json(request.body, limit_of(request)))

    def parse_querydict(
        self, data: "MultiValueDict[str, Any]", list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        for key in data:
            check_text(key, *(value for value in data.getlist(key) if isinstance(value, str)))
        return super().parse_querydict(data, list_fields, request)


def read_json(body: bytes, limit: int = BODY_LIMIT) -> Any:  # noqa: ANN401 - the JSON border itself
    """The value of a JSON text. Raises BadJson for what no column can hold: NUL, lone surrogates, depths,
    huge numbers.
    """
    if len(body) > limit:
        raise TooLarge(limit)
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadJson(_("The body is not JSON in UTF-8.")) from None
    _check(value)
    return value


def check_text(*texts: str) -> None:
    """Raises BadJson when a text holds NUL or half a surrogate pair."""
    if any(_UNFIT.search(text) for text in texts):
        raise BadJson(_("A text contains a NUL character or half of a surrogate pair. Remove it."))


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _check(value: object) -> None:
    """Layer by layer, so that no depth can exhaust the stack."""
    layer: list[object] = [value]
    for _depth in range(DEPTH_LIMIT + 1):
        layer = [inner for outer in layer for inner in _children(outer)]
        if not layer:
            return
    raise BadJson(_("The body is nested deeper than %(limit)d levels.") % {"limit": DEPTH_LIMIT})


def _children(value: object) -> Iterable[object]:
    match value:
        case str():
            check_text(value)
        case bool() | None:
            pass
        case int() if abs(value) > LARGEST_INTEGER:
            raise BadJson(_("A number is too large."))
        case float() if not math.isfinite(value):
            raise BadJson(_("A number is too large."))
        case list():
            return value
        case dict():
            check_text(*value)
            return value.values()
    return ()
