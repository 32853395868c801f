"""Provinces, cities and districts of China: codes of GB/T 2260, names, and reading them out of an address.

The list is ``static/records/divisions.json``, the same for programs and screens: facts as kept by @vant/area-data 2.1.0
(MIT, the Vant contributors). A code has six figures: two for the province, two
for the city, two for the district; 00 stands for "the whole". What lies in one is a range of numbers, so that an index
on the number serves every level: :func:`span`.
"""

import json
import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "static" / "records" / "divisions.json"
_WIDTHS = (10_000, 100, 1)  # of a province, a city, a district
_BARE = re.compile(
    r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|(?:[一-鿿]{1,4}族)+自治[州县]|地区|新区|自治[州县旗]|[省市区县盟旗州])$"
)
_SKIPPED = re.compile(r"^[\s,，、/|·-]+")
_OF_STREETS = tuple("路街道巷弄大")  # behind a name without its 区 they tell of a street: 长安路 is not in 长安区
_UNNAMED = ("市辖区", "县", "省直辖县", "自治区直辖县级行政区划")  # cities that are none: nobody writes them


@cache
def names() -> dict[int, str]:
    """Every division by its code."""
    return {int(code): name for code, name in json.loads(_FILE.read_text(encoding="utf-8")).items()}


@cache
def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for code in names():
        found.setdefault(above(code), []).append(code)
    return found


def provinces() -> list[int]:
    """The codes of the provinces."""
    return inside(0)


def inside(code: int) -> list[int]:
    """The codes directly below a division; of 0 the provinces."""
    return _children().get(code, [])


def above(code: int) -> int:
    """The division a code lies in; 0 for a province. A district without a city of its own lies in its province."""
    if code % _WIDTHS[0] == 0:
        return 0
    city = code - code % _WIDTHS[1]
    return city if code != city and city in names() else code - code % _WIDTHS[0]


def span(code: int) -> tuple[int, int]:
    """The first and the last code within a division, itself among them."""
    width = next(width for width in _WIDTHS if code % width == 0)
    return code, code + width - 1


def chain(code: int) -> list[int]:
    """A division and what it lies in, the province first."""
    return [*chain(above(code)), code] if code else []


def words(code: int) -> str:
    """``浙江省 杭州市 西湖区``; a city that only repeats its province or is none is left out."""
    told: list[str] = []
    for one in chain(code):
        name = names().get(one, "")
        if name and name not in told and name not in _UNNAMED:
            told.append(name)
    return " ".join(told)


def read(text: str) -> tuple[int, str]:
    """What an address begins with: the code of the smallest division it names, and the rest; 0 when it names none.

    Takes a code (``330106 文三路 1 号``) or names with or without 省, 市, 区; the province or
    the city may be left out (``杭州西湖区``).
    """
    told = " ".join(text.split())
    if (match := re.match(r"(\d{6})(?!\d)", told)) and int(match[1]) in names():
        return int(match[1]), _SKIPPED.sub("", told[6:])
    code = 0
    while found := _named(told, code):
        code, length = found
        told = _SKIPPED.sub("", told[length:])
    return code, told


def _named(text: str, within: int) -> tuple[int, int] | None:
    """The division below ``within`` that ``text`` begins with, and how much of the text it takes: the longest name,
    of two as long the larger division.
    """
    fitting = [
        (len(form), -_level(code), code)
        for form, code in _below(within).get(text[:1], ())
        if text.startswith(form) and not (form != names()[code] and text[len(form) : len(form) + 1] in _OF_STREETS)
    ]
    if not fitting:
        return None
    length, _, code = max(fitting)
    return code, length


@cache
def _below(code: int) -> dict[str, list[tuple[str, int]]]:
    """What may be named next, by the first character of its name: one level below, or two where a level is left out.
    Districts alone never stand first: their names are shared.
    """
    found: dict[str, list[tuple[str, int]]] = {}
    for one in inside(code):
        for division in (one, *inside(one)):
            if code or _level(division) < len(_WIDTHS):
                for form in _forms(division):
                    found.setdefault(form[0], []).append((form, division))
    return found


def _level(code: int) -> int:
    return len(chain(code))


def _forms(code: int) -> tuple[str, ...]:
    name = names()[code]
    if name in _UNNAMED:
        return ()
    bare = _BARE.sub("", name)
    return (name, bare) if len(bare) > 1 else (name,)
