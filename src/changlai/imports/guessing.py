"""What the columns of a table are: by their headers in Chinese and English, and by what stands in the first rows."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from changlai.imports.cells import looks_like
from changlai.imports.reading import normal_header
from changlai.records.contracts import Column
from changlai.records.enums import AttributeKind

LEAST = 0.5  # a worse guess is none
SURE = 0.85  # the header says it, more or less
# Whose it is: says nothing where a table is about one sort of record.
_WHOSE = re.compile(
    r"^(?:客户|顾客|会员|买家|用户|联系人|收货人|收件人|学员|患者|嘉宾|粉丝|外部联系人|主|主要|常用|首选|"
    r"customers?|contacts?|clients?|leads?|buyers?|members?|users?|billing|primary|main|persons?|people)(?:的|s)?"
)
_TAIL = re.compile(r"(?:信息|内容|[0-9一1①]|no|值)$")
# Columns of other systems that say nothing of the record.
NOTHING = tuple(
    normal_header(word)
    for word in (
        "序号", "编号序列", "行号", "#", "no", "创建时间", "创建日期", "更新时间", "修改时间", "最后修改时间",
        "创建人", "修改人", "录入人", "录入时间", "最后跟进时间", "最近跟进", "下次跟进时间", "是否删除",
        "数据状态", "操作", "失败原因", "原因", "created at", "updated at", "created by", "modified by",
        "created time", "modified time", "date created", "last modified", "create date", "last activity",
        "last activity date", "record id", "row", "row id", "reason", "image", "头像", "avatar", "photo",
        "is deleted", "unread", "accepts marketing",
    )
)  # fmt: skip
_NUMBERS = frozenset({AttributeKind.NUMBER, AttributeKind.MONEY})
_DAYS = frozenset({AttributeKind.DATE, AttributeKind.MOMENT})
_SHAPED = frozenset({AttributeKind.PHONE, AttributeKind.EMAIL})


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column is taken for, and how sure that is, from 0 to 1; no path: it is left out."""

    path: str = ""
    sureness: float = 0.0


def guess(headers: Sequence[str], samples: Sequence[Sequence[str]], columns: Sequence[Column]) -> list[Guess]:
    """For each header the column it most likely is; every column is taken once, the surest first.

    ``samples`` are some cells of each column.
    """
    shares = [_shares(cells) for cells in samples]
    names = [
        (column, [normal_header(str(word)) for word in (*column.headers, str(column.label))]) for column in columns
    ]
    scored = sorted(
        (
            (_score(normal_header(header), words, column, shares[place]), -place, -turn)
            for place, header in enumerate(headers)
            for turn, (column, words) in enumerate(names)
        ),
        reverse=True,
    )
    found = [Guess()] * len(headers)
    taken: set[int] = set()
    for score, place, turn in scored:
        if score < LEAST:
            break
        if not found[-place].path and -turn not in taken:
            taken.add(-turn)
            found[-place] = Guess(columns[-turn].path, min(score, 1.0))
    return _backed(found)


def _backed(found: Sequence[Guess]) -> list[Guess]:
    """What hangs on the record (``order.article``) is only believed when the header says so, or another column of its
    kind does: an order that consists of a vague word would be a mistake in every row.
    """
    certain = {_prefix(one.path) for one in found if one.sureness >= SURE}
    return [one if "." not in one.path or _prefix(one.path) in certain else Guess() for one in found]


def _prefix(path: str) -> str:
    return path.partition(".")[0]


def signature(headers: Iterable[str]) -> str:
    """By what a table of the same make is known again: its headers, whatever their order."""
    return hashlib.sha256("\n".join(sorted(map(normal_header, headers))).encode()).hexdigest()


def own_kind(cells: Iterable[str]) -> AttributeKind:
    """The kind of an own field that holds such cells."""
    shares = _shares(cells)
    best = max(shares, key=lambda one: shares[one], default=None)
    return best if best is not None and shares[best] > 0.8 else AttributeKind.TEXT  # noqa: PLR2004 - nearly all of them


def _shares(cells: Iterable[str]) -> Mapping[AttributeKind, float]:
    """Which part of the filled cells looks like what."""
    filled = [cell for cell in cells if cell.strip()]
    counts: dict[AttributeKind, int] = {}
    for cell in filled:
        kind = looks_like(cell)
        if kind is not None:
            counts[kind] = counts.get(kind, 0) + 1
    return {kind: count / len(filled) for kind, count in counts.items()} | ({AttributeKind.TEXT: 0.0} if filled else {})


def _score(header: str, words: Sequence[str], column: Column, shares: Mapping[AttributeKind, float]) -> float:
    if header in NOTHING and header not in words:
        return 0.0
    name = max((_likeness(header, word) for word in words if word), default=0.0)
    content = _content(column.kind, shares)
    if name < 0.3:  # noqa: PLR2004 - the header says nothing: only the shape of the cells can
        return 0.55 if column.is_key and column.kind in _SHAPED and shares.get(column.kind, 0) >= 0.8 else 0.0  # noqa: PLR2004
    return name + content


def _likeness(header: str, word: str) -> float:
    """How much a header says the same as a word a column is known by."""
    if header == word:
        return 1.0
    bare, short = _bare(header), _bare(word)
    if bare in {short, word} or header == short:
        return 0.92
    if len(word) >= _least(word) and word in header:
        ends = 0.12 if header.endswith(word) else 0.0
        return 0.45 + 0.35 * len(word) / len(header) + ends
    if len(bare) >= _least(bare) and bare in word:
        return 0.4 + 0.3 * len(bare) / len(word)
    return 0.0


def _bare(text: str) -> str:
    """Without whose it is, and without what only counts."""
    rest = _WHOSE.sub("", text)
    rest = _TAIL.sub("", rest) if len(rest) > 1 else rest
    return rest or text


def _least(word: str) -> int:
    """How long a word must be to be told inside another one."""
    return 4 if word.isascii() else 2


def _content(kind: AttributeKind, shares: Mapping[AttributeKind, float]) -> float:
    """What the cells add to the header's word, or take away."""
    if not shares:
        return 0.0
    strange = max((shares.get(one, 0.0) for one in _SHAPED if one != kind), default=0.0)
    if kind in _SHAPED:
        own = shares.get(kind, 0.0)
        return 0.3 if own >= 0.6 else (-0.4 if own < 0.2 else 0.0)  # noqa: PLR2004
    if strange >= 0.8:  # noqa: PLR2004
        return -0.5
    if kind in _DAYS:
        return 0.12 if shares.get(AttributeKind.DATE, 0.0) >= 0.6 else _against(shares, AttributeKind.NUMBER)  # noqa: PLR2004
    if kind in _NUMBERS:
        own = shares.get(AttributeKind.NUMBER, 0.0)
        return 0.1 if own >= 0.6 else (-0.35 if own < 0.2 else 0.0)  # noqa: PLR2004
    return -0.3 if shares.get(AttributeKind.DATE, 0.0) >= 0.8 else 0.0  # noqa: PLR2004


def _against(shares: Mapping[AttributeKind, float], maybe: AttributeKind) -> float:
    return -0.1 if shares.get(maybe, 0.0) >= 0.6 else -0.35  # noqa: PLR2004 - a day may be a serial number
