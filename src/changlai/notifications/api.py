"""Notices and mails for programs: what the member a token belongs to was told, and how it wants to be told."""

from datetime import datetime, time
from typing import Annotated, Any
from zoneinfo import available_timezones

from django.utils import timezone
from ninja import Field, Router, Schema, Status

from changlai.accounts.errors import UnknownTimeZone
from changlai.accounts.operations import ANY_MEMBER, ApiRequest, allowed, id_page, id_place
from changlai.kernel.sentences import in_words
from changlai.notifications import actions, queries, registry
from changlai.notifications.actions import HabitsGiven
from changlai.notifications.enums import MailState, Pace, Way
from changlai.notifications.errors import UnknownNotice
from changlai.notifications.models import Habits, Mail

router = Router(tags=["notices"])


class NoticeOut(Schema):
    """Something the member was told. ``url`` is a path of the product."""

    id: int
    kind: str
    title: str
    text: str
    subject: str
    url: str
    created_at: datetime
    is_read: bool


class NoticePage(Schema):
    """Notices, the newest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[NoticeOut]
    next: str | None


class UnreadNoticesOut(Schema):
    """How many notices are unread, counted up to ``most``."""

    count: int
    most: int


class NoticesReadIn(Schema):
    """Up to and with this notice; null is all of them."""

    up_to: int | None = None


class NoticeChoiceOut(Schema):
    """When notices of a kind go a way. ``leads``: whether that way reaches the member now."""

    kind: str
    label: str
    way: Way
    pace: Pace
    is_urgent: bool
    leads: bool


class NoticeChoiceIn(Schema):
    """``daily`` makes no sense ``here``."""

    kind: str = Field(max_length=60)
    way: Way
    pace: Pace


class NoticeChoicesIn(Schema):
    """What is not named stays as it is."""

    choices: list[NoticeChoiceIn] = Field(max_length=500)


Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class HabitsSchema(Schema):
    """Hours (``22:30``) of ``time_zone``: an IANA name, or empty for the organisation's. Quiet hours have both ends or
    none.
    """

    quiet_from: Clock | None
    quiet_until: Clock | None
    urgent_passes: bool
    digest_at: Clock
    time_zone: str = Field(max_length=50)
    has_sound: bool
    has_desktop: bool


class MailServerOut(Schema):
    """The operator's settings, without the password; an empty ``host``: none is set up."""

    host: str
    port: int
    security: str
    user: str
    sender: str


class MailOut(Schema):
    """A mail to one address. ``reason`` is why it could not be sent, so far or for good."""

    id: int
    to: str
    state: MailState
    reason: str
    queued_at: datetime
    sent_at: datetime | None

    @staticmethod
    def resolve_reason(row: Mail) -> str:
        return in_words(row.reason)


class MailPage(Schema):
    """Mails of the last 30 days, the newest first."""

    items: list[MailOut]
    next: str | None


@router.get("/notices", response=NoticePage, summary="What the member was told")
@allowed(ANY_MEMBER)
def notices(request: ApiRequest, cursor: str = "", kind: str = "", unread: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002
    """The token's member's own, in the language asked for."""
    before = id_place(cursor)
    found = queries.listed(request.member, unread_only=unread, kind=kind, before=before, limit=queries.LIST + 1)
    return id_page(found, queries.LIST)


@router.get("/notices/unread", response=UnreadNoticesOut, summary="How many notices are unread")
@allowed(ANY_MEMBER)
def unread_count(request: ApiRequest) -> dict[str, int]:
    return {"count": queries.unread_count(request.member), "most": queries.MOST_COUNTED}


@router.post("/notices/reading", response=UnreadNoticesOut, summary="Mark notices as read")
@allowed(ANY_MEMBER)
def read_all(request: ApiRequest, given: NoticesReadIn) -> dict[str, int]:
    actions.mark_all_read(member=request.member, now=timezone.now(), up_to=given.up_to)
    return unread_count(request)


@router.post("/notices/{int:notice_id}/reading", response={204: None}, summary="Mark a notice as read")
@allowed(ANY_MEMBER)
def read(request: ApiRequest, notice_id: int) -> Status[None]:
    """404 when it is somebody else's."""
    actions.mark_read(notification=queries.get_for(request.member, notice_id), now=timezone.now())
    return Status(204, None)


@router.post("/notices/trials", response={204: None}, summary="Tell the member something")
@allowed(ANY_MEMBER)
def trial(request: ApiRequest) -> Status[None]:
    """By every way chosen for trials."""
    actions.try_out(member=request.member, now=timezone.now())
    return Status(204, None)


@router.get("/notice-choices", response=list[NoticeChoiceOut], summary="How the member wants to be told")
@allowed(ANY_MEMBER)
def choices(request: ApiRequest) -> list[dict[str, Any]]:
    """Every kind and way."""
    chosen, ways = queries.choices_of(request.member), queries.ways_of(request.member)
    return [
        {
            "kind": kind.slug,
            "label": str(kind.label),
            "way": way,
            "pace": queries.pace(kind, way, chosen),
            "is_urgent": kind.is_urgent,
            "leads": leads,
        }
        for kind in registry.kinds().values()
        for way, leads in ways.items()
    ]


@router.patch("/notice-choices", response=list[NoticeChoiceOut], summary="Choose how the member is told")
@allowed(ANY_MEMBER)
def choose(request: ApiRequest, given: NoticeChoicesIn) -> list[dict[str, Any]]:
    """422 ``unknown_notice`` for a kind that does not exist, or a pace that its way does not have."""
    for one in given.choices:
        if one.kind not in registry.kinds() or (one.way is Way.HERE and one.pace is Pace.DAILY):
            raise UnknownNotice(one.kind)
    actions.choose(member=request.member, choices={(one.kind, one.way): one.pace for one in given.choices})
    return choices(request)


@router.get("/notice-habits", response=HabitsSchema, summary="When the member is left alone")
@allowed(ANY_MEMBER)
def habits(request: ApiRequest) -> dict[str, Any]:
    return _habits(queries.habits_of(request.member))


@router.put("/notice-habits", response=HabitsSchema, summary="Choose when the member is left alone")
@allowed(ANY_MEMBER)
def change_habits(request: ApiRequest, given: HabitsSchema) -> dict[str, Any]:
    """422 ``half_quiet`` for quiet hours with one end, ``unknown_time_zone`` for a time zone that does not exist."""
    if given.time_zone and given.time_zone not in available_timezones():
        raise UnknownTimeZone(given.time_zone)
    kept = actions.change_habits(
        member=request.member,
        habits=HabitsGiven(
            quiet_from=time.fromisoformat(given.quiet_from) if given.quiet_from else None,
            quiet_until=time.fromisoformat(given.quiet_until) if given.quiet_until else None,
            urgent_passes=given.urgent_passes,
            digest_at=time.fromisoformat(given.digest_at),
            time_zone=given.time_zone,
            has_sound=given.has_sound,
            has_desktop=given.has_desktop,
        ),
    )
    return _habits(kept)


def _habits(kept: Habits) -> dict[str, Any]:
    return {
        "quiet_from": f"{kept.quiet_from:%H:%M}" if kept.quiet_from else None,
        "quiet_until": f"{kept.quiet_until:%H:%M}" if kept.quiet_until else None,
        "urgent_passes": kept.urgent_passes,
        "digest_at": f"{kept.digest_at:%H:%M}",
        "time_zone": kept.time_zone,
        "has_sound": kept.has_sound,
        "has_desktop": kept.has_desktop,
    }


@router.get("/mail-server", response=MailServerOut, summary="The mail server")
@allowed("settings.manage")
def mail_server(request: ApiRequest) -> queries.MailServer:  # noqa: ARG001 - the shape of an operation
    """One for the installation, set by its operator."""
    return queries.mail_server()


@router.get("/mails", response=MailPage, summary="Latest mails")
@allowed("settings.manage")
def mails(request: ApiRequest, cursor: str = "") -> dict[str, Any]:  # noqa: ARG001 - the shape of an operation
    """Invitations and new passwords, without their text."""
    return id_page(queries.mails(before=id_place(cursor), limit=queries.MAILS + 1), queries.MAILS)


@router.post("/mails/{int:mail_id}/replays", response=MailOut, summary="Try a mail again")
@allowed("settings.manage")
def mail_again(request: ApiRequest, mail_id: int) -> Mail:
    """409 ``nothing_to_mail_again`` when it is on its way or has left."""
    found = queries.mail_for(request.member, mail_id)
    actions.mail_again(mail=found, by=request.member, now=timezone.now())
    return found
