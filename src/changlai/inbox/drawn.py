"""Rows of the list and counts of the tabs as open screens get them: drawn once for all who see the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from markupsafe import Markup, escape

from changlai.accounts.models import Organisation
from changlai.inbox import queries, sight
from changlai.inbox.enums import Standing, Tab
from changlai.inbox.filters import EVERYTHING, Filters
from changlai.inbox.tables import Row, figures, rows
from changlai.kernel.sse import Asked, Drawn, Watcher
from changlai.kernel.tenancy import scope
from changlai.ui.render import environment

ROWS_KEPT = 4_096  # rows drawn before, about 2 KB each
CHOSEN = "\ue000"  # stands in a drawn row for what a list adds to its address; of no meaning in Unicode
LANGUAGES = {code.replace("-", "_"): code for code, _ in settings.LANGUAGES}  # as a room's name spells them


@dataclass(frozen=True, slots=True)
class Shelf:
    """A list on a screen: one tab, open or closed conversations, in one language."""

    tab: Tab
    state: Standing
    language: str
    filters: Filters = EVERYTHING

    @classmethod
    def read(cls, parts: tuple[str, ...]) -> "Shelf":
        """From the parts of a room's name. Raises ValueError for what is no list of ours."""
        if len(parts) not in {3, 4} or parts[2] not in LANGUAGES:  # tab, state, language, filters
            raise ValueError(parts)
        filters = Filters.of_word(parts[3]) if len(parts) == 4 else EVERYTHING  # noqa: PLR2004 - as above
        return cls(Tab(parts[0]), Standing(parts[1]), LANGUAGES[parts[2]], filters)


def room(tab: Tab, state: Standing, filters: Filters) -> str:
    """The room of a list in the language that is spoken now."""
    parts = ["conversations", tab, state, translation.get_language().replace("-", "_"), filters.word]
    return ":".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Look:
    """What the markup of a row depends on besides the row: where its link leads, and how its moments are spelled."""

    slug: str
    language: str
    zone: str
    today: date


def context(
    found: Sequence[queries.Listed],
    organisation: Organisation,
    shelf: Shelf,
    *,
    now: datetime,
    opened: int = 0,
) -> dict[str, Any]:
    """What ``inbox/rows.html`` shows for these conversations, whoever asks; ``opened`` is the one beside the list.
    ``chosen`` goes on in every address.
    """
    chosen = {"tab": str(shelf.tab), "state": str(shelf.state)} | shelf.filters.query
    look = Look(
        organisation.slug,
        translation.get_language(),
        timezone.get_current_timezone_name(),
        timezone.localdate(now),
    )
    query = str(escape(f"?{urlencode(chosen)}"))
    every = [_row(row, look, is_on=row.id == opened).replace(CHOSEN, query) for row in rows(found, now)]
    drawn = [Markup(one) for one in every]  # noqa: S704 - a template's own output
    return {"rows": drawn, "tab": shelf.tab, "state": shelf.state, "chosen": chosen, "next": ""}


@lru_cache(maxsize=ROWS_KEPT)
def _row(row: Row, look: Look, *, is_on: bool) -> str:
    """The list is drawn for every colleague and with every event, and few of its rows have changed."""
    shown = {"row": row, "chosen": CHOSEN, "is_on": is_on, "organisation": look}  # an address needs its slug
    return environment().get_template("inbox/row.html").render(shown)


@dataclass(frozen=True, slots=True)
class Canvas:
    """Conversations as they are now, and what was drawn of them already."""

    organisation: Organisation
    conversations: Mapping[int, queries.Listed]
    now: datetime
    drawn: dict[tuple[Shelf, tuple[int, ...]], str] = field(default_factory=dict)

    def rows(self, shelf: Shelf, ids: tuple[int, ...]) -> str:
        """Markup of these rows as this list shows them."""
        if (shelf, ids) not in self.drawn:
            found = [self.conversations[one] for one in ids]
            with translation.override(shelf.language):
                shown = context(found, self.organisation, shelf, now=self.now)
                self.drawn[shelf, ids] = environment().get_template("inbox/rows.html").render(shown) if ids else ""
        return self.drawn[shelf, ids]


def draw(organisation_id: int, asked: Asked) -> Drawn:
    """For each who looks: the rows of the changed conversations that belong on that list now, and the counts.

    Rights are those of this moment: a row is there only for whom ``visible_to`` shows it, and whoever may not look at
    all, or whose sessions have ended since, is not answered. ``ids`` are all that changed; one without a row has left.
    """
    organisation = Organisation.objects.get(pk=organisation_id)
    with scope(organisation_id), timezone.override(ZoneInfo(organisation.time_zone)):
        seeing = _seeing(asked)
        ids = {one for watcher in seeing for one in asked[watcher]}
        canvas = Canvas(organisation, queries.by_id(ids), timezone.now())
        knowing = sight.with_mentions({one.member_id: one for one in seeing.values()}, canvas.conversations)
        seeing = {watcher: knowing[seen.member_id] for watcher, seen in seeing.items()}
        counted = sight.figures({one.member_id: one for one in seeing.values()})
        return {
            watcher: _screen(canvas, Shelf.read(watcher.parts), seen, sorted(asked[watcher]))
            | {"counts": figures(counted[watcher.member_id])}
            for watcher, seen in seeing.items()
        }


def _seeing(asked: Asked) -> dict[Watcher, sight.Sight]:
    """What those see who may still look, in the sessions they opened the screen with."""
    members = sight.people(watcher.member_id for watcher in asked)
    allowed = {
        watcher: members[watcher.member_id]
        for watcher in asked
        if watcher.member_id in members
        and members[watcher.member_id].user.session_generation == watcher.generation
        and members[watcher.member_id].can("inbox.view")
    }
    seen = sight.sights({member.pk: member for member in allowed.values()}.values())
    return {watcher: seen[member.pk] for watcher, member in allowed.items()}


def _screen(canvas: Canvas, shelf: Shelf, seen: sight.Sight, ids: list[int]) -> dict[str, Any]:
    here = tuple(
        one
        for one in ids
        if one in canvas.conversations
        and seen.shows(canvas.conversations[one], shelf.tab, shelf.state)
        and shelf.filters.matches(canvas.conversations[one])
    )
    return {
        "tab": shelf.tab,
        "state": shelf.state,
        "filter": shelf.filters.word,
        "ids": ids,
        "html": canvas.rows(shelf, here),
    }
