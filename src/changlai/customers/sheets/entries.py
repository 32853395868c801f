"""Notes and calls in a row of a table: they go on the timeline of its customer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changlai.accounts.models import Member
from changlai.customers import actions
from changlai.records.contracts import Checked, Column, Order, Written
from changlai.records.enums import AttributeKind

TEXT_LENGTH = 4000
_NOTES, _CALLS = gettext_lazy("Note"), gettext_lazy("Call")


class NotePart:
    """See records.contracts.Part: a note on the timeline, with its own moment."""

    kind = "customer"
    slug = "note"
    is_in_order = False

    def columns(self) -> Sequence[Column]:
        return (
            Column(
                "note.text", gettext_lazy("Note"), AttributeKind.TEXT, _NOTES,
                (
                    "备注", "客户备注", "跟进记录", "跟进内容", "最新跟进", "最新跟进记录", "跟进情况",
                    "沟通记录", "描述", "说明", "备注信息", "备注内容", "留言", "note", "notes", "comment",
                    "comments", "remark", "remarks", "description", "follow up", "customer note", "memo",
                    "follow-up notes",
                ),
                "喜欢原木色，周末来看样",
            ),
            Column(
                "note.at", gettext_lazy("Written on"), AttributeKind.MOMENT, _NOTES,
                (
                    "跟进时间", "跟进日期", "备注时间", "记录时间", "沟通时间", "written on", "note date",
                    "follow up date", "noted at",
                ),
                "2026-01-31 13:05",
            ),
        )  # fmt: skip

    def check(self, member: Member, rows: Sequence[Mapping[str, str]]) -> list[Checked]:
        return [_checked(row, "note") for row in rows]

    def write(self, member: Member, rows: Sequence[Order], *, source: str, now: datetime) -> list[Written]:
        return actions.bring_in_notes(rows=rows, by=member, now=now)

    def take_back(self, member: Member, record_ids: Sequence[int], now: datetime) -> Mapping[int, str]:
        actions.take_back_notes(note_ids=record_ids)
        return {}


class CallPart:
    """See records.contracts.Part: a call that was made, as an entry of the timeline."""

    kind = "customer"
    slug = "call"
    is_in_order = False

    def columns(self) -> Sequence[Column]:
        return (
            Column(
                "call.text", gettext_lazy("Call"), AttributeKind.TEXT, _CALLS,
                (
                    "通话记录", "通话内容", "通话小结", "电话记录", "通话备注", "电话沟通记录", "回访记录",
                    "call notes", "call summary", "call", "call log", "call result",
                ),
                "问了送货时间",
            ),
            Column(
                "call.at", gettext_lazy("Called on"), AttributeKind.MOMENT, _CALLS,
                (
                    "通话时间", "通话日期", "拨打时间", "电话时间", "呼叫时间", "回访时间", "called on",
                    "call time", "call date", "called at",
                ),
                "2026-01-31 13:05",
            ),
            Column(
                "call.seconds", gettext_lazy("Length of the call in seconds"), AttributeKind.NUMBER, _CALLS,
                (
                    "通话时长", "通话时长(秒)", "通话秒数", "length of the call in seconds", "call duration",
                    "duration", "talk time",
                ),
                "180",
            ),
        )  # fmt: skip

    def check(self, member: Member, rows: Sequence[Mapping[str, str]]) -> list[Checked]:
        return [_checked(row, "call") for row in rows]

    def write(self, member: Member, rows: Sequence[Order], *, source: str, now: datetime) -> list[Written]:
        return actions.bring_in_calls(rows=rows, by=member, now=now)

    def take_back(self, member: Member, record_ids: Sequence[int], now: datetime) -> Mapping[int, str]:
        """Calls have no record of their own: they go with a customer that is taken back."""
        return {}


def _checked(row: Mapping[str, str], slug: str) -> Checked:
    told: dict[str, object] = {}
    errors: dict[str, str] = {}
    text = row.get(f"{slug}.text", "").strip()
    if len(text) > TEXT_LENGTH:
        errors[f"{slug}.text"] = _("At most %(limit)d characters. Shorten it.") % {"limit": TEXT_LENGTH}
    told["text"] = text
    if at := row.get(f"{slug}.at", ""):
        found = _moment(at)
        if found is None:
            errors[f"{slug}.at"] = _("This is no moment. Write it like 2026-01-31 13:05.")
        elif found > timezone.now() + actions.CLOCKS_APART:
            errors[f"{slug}.at"] = _("This lies in the future. Check the date.")
        else:
            told["at"] = found.isoformat()
    if seconds := row.get(f"{slug}.seconds", ""):
        if seconds.isdecimal() and len(seconds) < 7:  # noqa: PLR2004 - eleven days
            told["seconds"] = int(seconds)
        else:
            errors[f"{slug}.seconds"] = _("Write the length in whole seconds, like 180.")
    return Checked(told, errors)


def _moment(text: str) -> datetime | None:
    """In the reader's time zone, where none is told."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(timezone.get_current_timezone_name()))
