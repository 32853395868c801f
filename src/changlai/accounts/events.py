"""What happened to organisations and their members. ``key`` is the member's id, or the organisation's."""

from changlai.kernel.events import Event


class OrganisationCreated(Event, frozen=True, kw_only=True):
    """An organisation has been set up. Keyed by itself."""

    name: str
    is_demo: bool


class MemberJoined(Event, frozen=True, kw_only=True):
    """Somebody became a member of the organisation."""

    member_id: int
    name: str
    role: str


class MemberRoleChanged(Event, frozen=True, kw_only=True):
    """A member has another role: ``before`` and ``after`` are role slugs."""

    member_id: int
    before: str
    after: str
    by_id: int | None


class MemberPresenceChanged(Event, frozen=True, kw_only=True):
    """A member is at work, away or gone: ``before`` and ``after`` are online, away or offline."""

    member_id: int
    before: str
    after: str


class WorkingHoursChanged(Event, frozen=True, kw_only=True):
    """The organisation keeps other business hours. Keyed by itself."""


class NoticeRaised(Event, frozen=True, kw_only=True):
    """Something happened that a member should know: the way for modules that may not call ``notifications`` themselves.

    Keyed by the member. The fields are those of ``notifications.contracts.Notice``.
    """

    kind: str
    member_id: int
    subject: str
    url: str
    once: str
    values: dict[str, str | int] = {}


class MemberLeft(Event, frozen=True, kw_only=True):
    """A member was switched off. ``by_id`` is None when a platform's directory said so."""

    member_id: int
    by_id: int | None


class MemberReturned(Event, frozen=True, kw_only=True):
    """A member who was switched off works again."""

    member_id: int
    by_id: int | None


class MemberInvited(Event, frozen=True, kw_only=True):
    """Somebody is to be invited by mail, or once more: ``queries.invitation_mail`` has the address and the link."""

    invitation_id: int


class PasswordResetAsked(Event, frozen=True, kw_only=True):
    """A user wants a new password: ``queries.password_reset_mail`` has the address and the link. Keyed by the user."""

    reset_id: int
