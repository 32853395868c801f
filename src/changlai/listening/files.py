"""A table or JSON lines of mentions: columns are guessed by their heads, each row is read or said why not."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from changlai.channels.contracts import IdentityClaim, Said, Speaker
from changlai.channels.enums import SaidKind
from changlai.kernel.errors import Refusal
from changlai.listening.labels import PLATFORMS

MOST_ROWS = 20_000  # of one file
MOST_PROBLEMS = 50  # that are shown; and as many columns that are not read
HEAD_CHARS = 80  # of a column's head that is shown
FIELD_CHARS = 200_000  # of one cell: hostile files end here
HEADS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "content", "body", "内容", "正文", "文本", "帖子内容", "评论内容", "原文"),
    "title": ("title", "标题"),
    "said_at": ("said_at", "time", "date", "published", "published_at", "created_at", "发布时间", "时间", "日期"),
    "platform": ("platform", "channel", "平台", "渠道", "来源平台", "网站"),
    "author": ("author", "name", "nickname", "user", "作者", "昵称", "用户名", "发布者", "博主"),
    "author_id": ("author_id", "uid", "user_id", "作者id", "用户id"),
    "followers": ("followers", "fans", "粉丝", "粉丝数"),
    "place": ("place", "city", "location", "ip", "地区", "城市", "ip属地", "属地"),
    "url": ("url", "link", "链接", "网址", "地址", "原文链接"),
    "key": ("id", "key", "mid", "post_id", "编号", "帖子id"),
    "kind": ("kind", "type", "类型"),
    "likes": ("likes", "like_count", "点赞", "点赞数"),
    "comments": ("comments", "comment_count", "评论", "评论数"),
    "reposts": ("reposts", "shares", "repost_count", "转发", "转发数"),
}
LABELS: Mapping[str, Promise] = {
    "text": pgettext_lazy("column", "What was said"),
    "title": gettext_lazy("Title"),
    "said_at": gettext_lazy("Said at"),
    "platform": gettext_lazy("Platform"),
    "author": gettext_lazy("Author"),
    "author_id": gettext_lazy("Author's id"),
    "followers": gettext_lazy("Followers"),
    "place": gettext_lazy("Place"),
    "url": gettext_lazy("Address"),
    "key": gettext_lazy("The post's id"),
    "kind": gettext_lazy("Kind"),
    "likes": gettext_lazy("Likes"),
    "comments": gettext_lazy("Comments"),
    "reposts": gettext_lazy("Reposts"),
}
_KINDS = {"comment": SaidKind.COMMENT, "评论": SaidKind.COMMENT, "repost": SaidKind.REPOST, "转发": SaidKind.REPOST}


class BadFile(Refusal):
    """A file that cannot be read as mentions at all."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence, rule="listening.bad_file")


@dataclass(slots=True)
class Read:
    """What a file says: mentions, which head was taken as what, and the rows that could not be read."""

    said: list[Said] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    problem_count: int = 0

    def refuse(self, row: int, why: str) -> None:
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append((row, why))


def read(body: bytes, *, platform: str, zone: ZoneInfo) -> Read:
    """Read CSV (UTF-8 or GB 18030) or JSON lines; times without a zone are the organisation's. Raises BadFile."""
    text = _decoded(body)
    is_json = text.lstrip()[:1] in {"{", "["}
    found, heads = Read(), set[str]()
    for count, (number, row) in enumerate(_json_rows(text) if is_json else _csv_rows(text), 1):
        if count > MOST_ROWS:
            raise BadFile(_("The file has more than 20,000 rows. Split it, or let a program push them by the API."))
        if fresh := [head for head in row if head not in heads]:  # each line of JSON may name others
            heads.update(fresh)
            _guess(found, fresh)
        _take(found, number, row, platform, zone)
    if not heads:
        raise BadFile(_("The file has no rows. The first line of a table names its columns."))
    if "text" not in found.columns and "title" not in found.columns:
        raise BadFile(_("No column holds the text. Call it “text” or “内容”."))
    return found


def _decoded(body: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(_("The file is neither UTF-8 nor GB 18030 text. Save it as CSV UTF-8."))


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    csv.field_size_limit(FIELD_CHARS)
    first = text.partition("\n")[0]
    mark = max(",\t;", key=first.count)
    try:
        for number, row in enumerate(csv.DictReader(io.StringIO(text.replace("\x00", "")), delimiter=mark), 2):
            yield number, {str(head): str(cell or "") for head, cell in row.items() if head is not None}
    except csv.Error as error:
        raise BadFile(_("The table cannot be read: %(why)s. Save it as CSV UTF-8.") % {"why": error}) from None


def _json_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            sentence = _("Line %(line)d is no JSON object. Each line holds one, without brackets around them.")
            raise BadFile(sentence % {"line": number})
        yield number, {str(name): str(value) for name, value in told.items() if isinstance(value, str | int | float)}


def _guess(found: Read, heads: Iterable[str]) -> None:
    """Which head stands for what: the first that is known by a word."""
    for head in heads:
        word = head.strip().casefold()
        name = next((one for one, heads in HEADS.items() if word in heads and one not in found.columns), "")
        if name:
            found.columns[name] = head
        else:
            found.ignored += [head[:HEAD_CHARS]] if len(found.ignored) < MOST_PROBLEMS else []


def _take(found: Read, number: int, row: Mapping[str, str], platform: str, zone: ZoneInfo) -> None:
    told = {name: row.get(head, "").strip() for name, head in found.columns.items()}
    text = "\n".join(part for part in (told.get("title", ""), told.get("text", "")) if part)
    at = _moment(told.get("said_at", ""), zone)
    where = _platform(told.get("platform", "")) or platform
    if not text:
        found.refuse(number, _("The text is empty."))
    elif at is None:
        found.refuse(number, _("The time cannot be read. Write it like 2026-11-20 12:40."))
    elif not where:
        found.refuse(number, _("No platform is told. Add a column, or choose one for the source."))
    else:
        found.said.append(_said(told, text, at, where))


def _said(told: Mapping[str, str], text: str, at: datetime, where: str) -> Said:
    author, author_id = told.get("author", ""), told.get("author_id", "")
    claim = IdentityClaim(f"{where}_uid", "", author_id) if author_id else None
    sure = told.get("key") or told.get("url") or f"{author}\x1f{at.isoformat()}\x1f{text}"
    key = sure if told.get("key") else hashlib.sha256(sure.encode(errors="replace")).hexdigest()
    return Said(
        key=key,
        platform=where,
        text=text,
        said_at=at,
        kind=_KINDS.get(told.get("kind", "").casefold(), SaidKind.POST),
        speaker=Speaker(claim, author, followers=_count(told.get("followers", "")), place=told.get("place", "")),
        url=told.get("url", ""),
        likes=_count(told.get("likes", "")),
        comments=_count(told.get("comments", "")),
        reposts=_count(told.get("reposts", "")),
    )


def _platform(word: str) -> str:
    names = {str(label).casefold(): slug for slug, label in PLATFORMS.items()}
    names |= {"微博": "weibo", "新浪微博": "weibo", "小红书": "xiaohongshu", "抖音": "douyin", "知乎": "zhihu"}
    return names.get(word.casefold(), word.casefold())


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    told = text.replace("/", "-").strip()
    try:
        at = parse_datetime(told)
        if at is None and (day := parse_date(told)):
            at = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - its zone follows
    except ValueError:
        return None
    return at if at is None or at.tzinfo else at.replace(tzinfo=zone)


def _count(text: str) -> int:
    """A number as people write it: 2.3万, 12,040."""
    told = text.replace(",", "").strip()
    factor = 10_000 if told[-1:] in {"万", "w", "W"} else 1
    try:
        return int(float(told.rstrip("万wW")) * factor) if told else 0
    except (ValueError, OverflowError):
        return 0
