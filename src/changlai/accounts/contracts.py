"""What other modules declare for accounts and web to find: permissions, search, first steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from changlai.accounts.enums import Level, SystemRole

Text: TypeAlias = "str | Promise"
MemberLike: TypeAlias = Any  # a Member; the models stand above their contracts

NONE, OWN, TEAM, ALL = Level.NONE, Level.OWN, Level.TEAM, Level.ALL
SCOPED = (NONE, OWN, TEAM, ALL)
ON_OFF = (NONE, ALL)


@dataclass(frozen=True, slots=True)
class Permission:
    """An action a role may include, declared in ``<module>/permissions.py`` as ``PERMISSIONS =
    (Permission(...), ...)``. ``AREAS`` there names the first part of the slug on the page of roles.

    ``slug`` is ``<module>.<action>``; ``label`` completes "may ..." on screen; ``levels`` are the reaches
    that make sense. The last four say what the system roles get; the administrator always has the widest
    level.
    """

    slug: str
    label: Text
    levels: tuple[Level, ...] = SCOPED
    manager: Level = NONE
    agent: Level = NONE
    sales: Level = NONE
    viewer: Level = NONE

    def __post_init__(self) -> None:
        foreign = {self.manager, self.agent, self.sales, self.viewer} - set(self.levels)
        if foreign:
            raise ValueError(f"{self.slug}: {sorted(foreign)} is not among its levels")

    def says(self, level: Level) -> Text:
        """The level in words: of a permission that one has or has not, "Allowed"."""
        return _("Allowed") if level and self.levels == ON_OFF else level.label

    def default(self, role: str) -> Level:
        """What a system role gets; NONE for any other role."""
        return self.matrix.get(role, NONE)

    @property
    def matrix(self) -> Mapping[str, Level]:
        return {
            SystemRole.ADMIN: max(self.levels),
            SystemRole.MANAGER: self.manager,
            SystemRole.AGENT: self.agent,
            SystemRole.SALES: self.sales,
            SystemRole.VIEWER: self.viewer,
        }


@dataclass(frozen=True, slots=True)
class MaskedField:
    """A field that a role shows in full or masked, declared in ``<module>/permissions.py`` as ``MASKED_FIELDS =
    (MaskedField(...), ...)``. The module that shows it asks ``accounts.queries.may_see_field(member, slug)``.

    ``slug`` is ``<module>.<field>``; ``label`` names it on the page of roles. ``shown_to`` are the system roles that
    see it in full unless somebody decides otherwise; a role made here sees it masked until it is ticked.
    """

    slug: str
    label: Text
    shown_to: tuple[SystemRole, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What a record is called, and whose it is: the member whose department decides, None for nobody's."""

    label: str
    owner: MemberLike | None


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record of which somebody may ask why a member sees it, declared in ``<module>/access.py`` as
    ``RECORDS``.

    ``url_name`` is its page, whose address has ``argument``. ``permissions`` are those that reach for it, the one to
    see it first. ``look(asker, id)`` is None for a record the asker may not see; ``is_seen(member, id)`` is what the
    lists of the module say; ``nobodys`` is the narrowest level that shows a record without an owner.
    """

    slug: str
    label: Text
    url_name: str
    argument: str
    permissions: tuple[str, ...]
    look: Callable[[MemberLike, int], RecordFacts | None]
    is_seen: Callable[[MemberLike, int], bool]
    nobodys: Level = Level.TEAM


@dataclass(frozen=True, slots=True)
class StepState:
    """Where a first step stands, computed from the organisation's rows; ``detail`` says so in a sentence."""

    is_done: bool
    detail: str = ""
    url: str = ""  # where its button leads; empty: no button
    comes_first: bool = False  # before it is done there is nothing to do in the others


@dataclass(frozen=True, slots=True)
class ChecklistStep:
    """One of the first steps, declared in ``<module>/checklist.py`` as ``STEPS``. Hidden without the permission.

    ``state(member)`` runs in the scope, in one statement; None hides the step. ``minutes`` is an honest
    guess. A step ``by_looking`` is done once the member has followed its button.
    """

    slug: str
    order: int
    title: Text
    text: Text
    button: Text
    permission: str
    state: Callable[[MemberLike], StepState | None]
    icon: str = "checklist"
    minutes: int = 1
    by_looking: bool = False


@dataclass(frozen=True, slots=True)
class GuideTopic:
    """Short help on a page, declared in ``<module>/guide.py`` as ``TOPICS``.

    ``pages`` are names of addresses, the menu's own first; ``text`` says in a sentence or two what the page is for,
    ``points`` what one does there and what to know. Shown to who may see the page of the menu.
    """

    pages: tuple[str, ...]
    title: Text
    text: Text
    points: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it stands on the keyboard, or several pressed together, and what it does."""

    keys: tuple[str, ...]
    does: Text


@dataclass(frozen=True, slots=True)
class PageKeys:
    """The keys of a page, declared in ``<module>/guide.py`` as ``KEYS``. ``page`` is the name of its address; empty for
    keys that work everywhere. What several modules declare for one page stands together, under the first title.
    """

    page: str
    title: Text
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Freeze:
    """Sending is stopped: since when, why, and by whose word (empty: by somebody on the server)."""

    at: datetime
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class LiveRoom:
    """A kind of room of live events, declared in ``<module>/live.py`` as ``ROOMS``.

    ``name`` is the room's first word; ``may_enter(member, parts)`` says whether the member may hear what happens in
    ``<name>:<parts...>``, by the same queries as the page that shows it.
    """

    name: str
    may_enter: Callable[[MemberLike, tuple[str, ...]], bool]


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice to members, declared in ``<module>/notices.py`` as ``KINDS``; told by ``notifications``.

    ``slug`` is ``<module>.<what happened>``; ``label`` completes "Tell me when ..." on screen. ``title`` and ``text``
    are sentences with named placeholders, filled in the reader's language. An urgent kind may pass quiet hours, if the
    member lets it. ``by_work_app`` and ``by_mail`` say whether it goes there unless the member says otherwise.
    """

    slug: str
    label: Text
    title: Text
    text: Text = ""
    icon: str = "bell"
    is_urgent: bool = False
    by_work_app: bool = True
    by_mail: bool = False


DemoFiller: TypeAlias = Callable[[int, int], None]
"""``fill(organisation_id, member_id)``: fills a new organisation with demonstration data, as done by that
member.
"""


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody as a platform's directory knows them. What it does not tell is empty; ``department_id`` is the main one
    of ``department_ids``, ``leads`` those whose leader they are.
    """

    external_id: str
    name: str
    title: str = ""
    email: str = ""
    phone: str = ""
    department_id: str = ""
    department_ids: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutsideDepartment:
    """A department of a platform's directory; ``parent_id`` is empty at the top."""

    external_id: str
    name: str
    parent_id: str = ""


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody a platform shows us, and how they are ordered. ``is_whole``: who is not in it has left the company."""

    departments: tuple[OutsideDepartment, ...]
    people: tuple[Outsider, ...]
    is_whole: bool = True


class SignInDoor(Protocol):
    """A platform's way in for members, and its directory; declared in ``<module>/sign_in.py`` as ``doors()``, which
    answers those of the organisation in scope.

    ``address``, ``who`` and ``directory`` may call the platform, so no scope is open around them; they raise a Refusal.
    """

    slug: str  # one word in addresses, unique in the organisation
    platform: Text
    name: str  # of its account there, where the organisation has several of that platform; else ""
    label: Text  # both
    icon: str
    where: Text  # the pages of the platform's console that want the address of this site before anybody comes in

    def is_inside(self, agent: str) -> bool:
        """Whether a browser that says this of itself is the platform's own client."""

    def address(self, *, back: str, state: str, is_inside: bool) -> str:
        """Where to send the browser; it comes back to ``back`` with ``state``."""

    def who(self, params: Mapping[str, str]) -> Outsider:
        """Who came back with these parameters."""

    def directory(self) -> Directory:
        """Departments and people."""

    def linked(self, *, external_id: str, name: str, member_id: int | None) -> None:
        """Inside the scope: from now on this is that member; None: nobody any more."""
