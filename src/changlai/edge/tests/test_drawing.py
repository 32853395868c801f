"""What changed is drawn once for all who show the same, and nobody comes to miss a thing."""

import json

import psycopg
import pytest

from changlai.edge import drawing
from changlai.edge.live import Hub
from changlai.edge.tests.studio import SHELF, Screen, Studio, hub_test, say, settled, until
from changlai.kernel.sse import Watcher


@pytest.fixture
def studio(monkeypatch) -> Studio:
    made = Studio()
    monkeypatch.setattr(drawing, "drawings", lambda: {"pictures": made.drawing})
    monkeypatch.setattr(drawing, "REST", 0.0)
    monkeypatch.setattr(drawing, "AGAIN", 0.0)
    return made


def test_many_screens_are_one_drawing(studio):
    async def run(hub: Hub) -> None:
        screens = [Screen(hub, member) for member in (1, 1, 2) for _ in range(20)]
        await settled(hub)
        say(hub, ("1:inbox:all", 7), ("1:inbox:member:5", 7), ("1:inbox:all", 8))
        await settled(hub)

        assert studio.asked == [(1, {Watcher(1, 3, ("all",)): [7, 8], Watcher(2, 3, ("all",)): [7, 8]})]
        assert all(screen.pictures == [[7, 8]] for screen in screens)

    hub_test(run)


def test_what_changes_while_one_draws_is_drawn_next_and_together(studio):
    async def run(hub: Hub) -> None:
        screen = Screen(hub)
        await settled(hub)
        studio.is_open.clear()
        say(hub, ("1:inbox:all", 1))
        await until(lambda: studio.asked)
        for thing in (2, 3, 2):
            say(hub, ("1:inbox:all", thing))
        studio.is_open.set()
        await settled(hub)

        assert [one for [one] in studio.things] == [[1], [2, 3]]
        assert screen.pictures == [[1], [2, 3]]

    hub_test(run)


def test_drawn_events_come_instead_of_bare_ones_and_others_as_they_are(studio):
    async def run(hub: Hub) -> None:
        screen, plain = Screen(hub), Screen(hub, rooms=("1:inbox:all",))
        await settled(hub)
        say(hub, ("1:thing:7", 7), ("1:inbox:all", 7))
        hub.relay(json.dumps([["1:inbox:all", "greeting", {}]]))
        await settled(hub)

        assert screen.kinds == ["message", "greeting", "pictures"]
        assert plain.kinds == ["message", "greeting"]

    hub_test(run)


def test_two_organisations_are_never_drawn_together(studio):
    async def run(hub: Hub) -> None:
        ours, theirs = Screen(hub), Screen(hub, 2, rooms=("2:pictures:all", "2:inbox:all"))
        await settled(hub)
        say(hub, ("1:inbox:all", 7), ("2:inbox:all", 8))
        await settled(hub)

        assert sorted((organisation, *asked.values()) for organisation, asked in studio.asked) == [(1, [7]), (2, [8])]
        assert (ours.pictures, theirs.pictures) == ([[7]], [[8]])

    hub_test(run)


def test_who_may_look_no_more_is_sent_away_with_nothing(studio):
    async def run(hub: Hub) -> None:
        stays, goes = Screen(hub, 1), Screen(hub, 2)
        await settled(hub)
        studio.strangers.add(2)
        say(hub, ("1:inbox:all", 7))
        await goes.task

        assert (stays.pictures, goes.pictures) == ([[7]], [])
        assert not stays.task.done()

    hub_test(run)


def test_screen_that_comes_back_gets_drawn_what_it_has_not_seen(studio):
    async def run(hub: Hub) -> None:
        screen = Screen(hub)
        await settled(hub)
        say(hub, ("1:inbox:all", 1))
        await settled(hub)
        await screen.leave()
        say(hub, ("1:inbox:all", 2), ("1:inbox:member:6", 3), ("1:thing:7", 7))
        back = Screen(hub, last=screen.place)
        await settled(hub)

        assert back.pictures == [[2]]
        assert back.kinds == ["message", "pictures"]

    hub_test(run)


def test_what_happened_while_a_conversation_was_opened_is_told_to_the_stream_that_enters_it(studio):
    """The list has moved its place meanwhile; the stream comes back with the place where the conversation was asked."""

    async def run(hub: Hub) -> None:
        screen = Screen(hub, rooms=SHELF[:3])
        await settled(hub)
        asked_at = screen.place
        say(hub, ("1:thing:7", 7), ("1:inbox:all", 7))
        await settled(hub)
        await screen.leave()
        opened = Screen(hub, last=asked_at)
        await settled(hub)
        later = Screen(hub, last=opened.place)
        await settled(hub)

        assert (opened.kinds, opened.pictures) == (["message", "pictures"], [[7]])
        assert later.kinds == []

    hub_test(run)


def test_place_moves_with_what_was_drawn_and_not_before(studio):
    """A screen that leaves between an event and its drawing has not seen it."""

    async def run(hub: Hub) -> None:
        screen = Screen(hub)
        await settled(hub)
        studio.is_open.clear()
        say(hub, ("1:inbox:all", 1), ("1:thing:7", 7))
        await until(lambda: screen.kinds)
        left_at = screen.place
        await screen.leave()
        studio.is_open.set()
        await settled(hub)
        back = Screen(hub, last=left_at)
        await settled(hub)

        assert left_at.endswith("-0")
        assert back.pictures == [[1]]

    hub_test(run)


def test_database_that_was_away_is_asked_again(studio):
    async def run(hub: Hub) -> None:
        screen = Screen(hub)
        await settled(hub)
        studio.failures.append(psycopg.OperationalError("away"))
        say(hub, ("1:inbox:all", 1))
        await until(lambda: screen.pictures)

        assert (screen.kinds, screen.pictures) == (["pictures"], [[1]])

    hub_test(run)


def test_what_cannot_be_drawn_is_looked_at_by_each_screen_itself_and_holds_up_nothing(studio):
    async def run(hub: Hub) -> None:
        screen = Screen(hub)
        await settled(hub)
        studio.failures.append(ValueError("a bug"))
        say(hub, ("1:inbox:all", 1))
        await settled(hub)
        say(hub, ("1:inbox:all", 2))
        await settled(hub)

        assert screen.kinds == ["resync", "pictures"]
        assert screen.pictures == [[2]]

    hub_test(run)


def test_a_storm_comes_in_portions_and_too_much_is_looked_at_at_once(studio, monkeypatch):
    monkeypatch.setattr(drawing, "MOST", 4)
    monkeypatch.setattr(drawing, "TOO_MANY", 10)

    async def run(hub: Hub) -> None:
        all_, member = Screen(hub, 1), Screen(hub, 2, rooms=("1:pictures:mine", "1:inbox:member:5"))
        await settled(hub)
        say(hub, *(("1:inbox:all", thing) for thing in range(11)), *(("1:inbox:member:5", thing) for thing in range(9)))
        await settled(hub)

        assert all_.kinds == ["resync"]
        assert all_.place == member.place == f"{hub.boot}-20"
        assert member.pictures == [[0, 1, 2, 3], [4, 5, 6, 7], [8]]
        assert ["id" in event for event in member.heard[1:]] == [False, False, True]

    hub_test(run)


def test_nobody_left_to_look_is_nothing_to_draw(studio):
    async def run(hub: Hub) -> None:
        screen = Screen(hub)
        await settled(hub)
        say(hub, ("1:inbox:all", 1))
        screen.gone.set()
        await screen.task
        await settled(hub)
        say(hub, ("1:inbox:all", 2))
        await settled(hub)

        assert [things for asked in studio.things for things in asked if things == [2]] == []
        assert (hub.rooms, hub.painter.easels) == ({}, {})

    hub_test(run)
