"""What happened to organisations and their members. ``key`` is the member's id, or the organisation's."""

from changlai.kernel.events import Event


class OrganisationCreated(Event, frozen=True, kw_only=True):
    name: str
    is_demo: bool


class MemberJoined(Event, frozen=True, kw_only=True):
    member_id: int
    name: str
    role: str


class MemberRoleChanged(Event, frozen=True, kw_only=True):
    member_id: int
    before: str
    after: str
    by_id: int | None
