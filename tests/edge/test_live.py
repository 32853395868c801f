"""Live events through the real process: a ticket opens its rooms and no others."""

import json

import pytest

from changlai.accounts.models import Member
from changlai.inbox.tests.desk import write
from changlai.kernel import crypto
from changlai.kernel.sse import room, tell
from changlai.kernel.tenancy import scope
from tests.edge.server import Server
from tests.support.house import Firm, found_firm, hire

UNHEARD = b"the ticket is too old or not ours: fetch a new one"


def ticket(*rooms: str, seconds: float = 60.0, purpose: str = "live") -> str:
    return crypto.sign_ticket({"rooms": list(rooms), "member": 1}, seconds, purpose=purpose)


def say(organisation: int, kind: str, **facts: int) -> None:
    """Something happened in the organisation's room ``inbox:all``."""
    with scope(organisation):
        tell(room(organisation, "inbox", "all"), kind, **facts)


def test_stream_needs_a_ticket_of_ours_that_is_still_good(server: Server):
    too_old, for_something_else = ticket("1:inbox:all", seconds=-1), ticket("1:inbox:all", purpose="file")

    answers = [
        server.ask("/live", query={"ticket": given})
        for given in ("", "nonsense", "a.b", "é", too_old, for_something_else)
    ]

    assert [(answer.status, answer.body) for answer in answers] == [(401, UNHEARD)] * 6


def test_altered_ticket_opens_nothing(server: Server):
    body, _, mac = ticket("1:inbox:all").partition(".")
    other, _, _ = ticket("2:inbox:all").partition(".")

    assert server.ask("/live", query={"ticket": f"{other}.{mac}"}).status == 401
    assert server.ask("/live", query={"ticket": f"{body}.{mac[:-4]}AAAA"}).status == 401


def test_screen_hears_the_rooms_of_its_ticket_only(server: Server):
    with server.listen(ticket("1:inbox:all")) as stream:
        say(2, "message", conversation=9)
        say(1, "message", conversation=7)

        heard = stream.event()

    assert heard["event"] == "message"
    assert heard["data"] == '{"room":"1:inbox:all","kind":"message","conversation":7}'


def test_rolled_back_changes_are_not_told(server: Server):
    def fail() -> None:
        with scope(1):
            tell(room(1, "inbox", "all"), "message", conversation=1)
            raise ZeroDivisionError

    with server.listen(ticket("1:inbox:all")) as stream:
        with pytest.raises(ZeroDivisionError):
            fail()
        say(1, "message", conversation=2)

        assert '"conversation":2' in stream.event()["data"]


def test_reconnecting_screen_gets_what_it_missed_in_order(server: Server):
    with server.listen(ticket("1:inbox:all")) as stream:
        say(1, "message", conversation=1)
        last = stream.event()["id"]
    for number in (2, 3):
        say(1, "message", conversation=number)
    say(2, "message", conversation=4)

    with server.listen(ticket("1:inbox:all"), last) as stream:
        heard = [stream.event()["data"][-2] for _ in range(2)]
        say(1, "message", conversation=5)
        heard.append(stream.event()["data"][-2])

    assert heard == ["2", "3", "5"]


@pytest.mark.parametrize("last", ["other-1", "nonsense", "-", "deadbeef-99"])
def test_screen_of_another_life_is_told_to_look_again(server: Server, last):
    with server.listen(ticket("1:inbox:all"), last) as stream:
        assert stream.event()["event"] == "resync"


def test_stream_is_not_kept_by_anybody(server: Server):
    with server.listen(ticket("1:inbox:all")) as stream:
        headers = {name.lower(): value for name, value in stream.answer.getheaders()}

    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")


def test_changed_row_comes_drawn_to_who_may_see_it_and_to_nobody_else(server: Server, firm: Firm):
    other, sales = found_firm("muhe", "木禾家居"), hire(firm, "Sun", "sales")
    found = write(firm, "Lin", "a word in confidence")
    may, may_not, stranger = (
        listening(one.organisation.pk, member, "inbox:all")
        for one, member in ((firm, firm.admin), (firm, sales), (other, other.admin))
    )

    with server.listen(may) as seen, server.listen(may_not) as hidden, server.listen(stranger) as foreign:
        say(firm.id, "message", conversation=found.pk)
        say(other.id, "message", conversation=found.pk)
        drawn = [json.loads(stream.event()["data"]) for stream in (seen, hidden, foreign)]

    assert [one["ids"] for one in drawn] == [[found.pk]] * 3
    assert "a word in confidence" in drawn[0]["html"]
    assert [one["html"] for one in drawn[1:]] == ["", ""]
    assert [one["counts"]["all"] for one in drawn] == ["1", "0", "0"]


def listening(organisation_id: int, member: Member, *rooms: str) -> str:
    """The ticket of a list of all open conversations in English. The room is told even to who should not hear it."""
    named = [room(organisation_id, name) for name in ("conversations:all:open:en", *rooms)]
    claims = {"rooms": named, "member": member.pk, "generation": member.user.session_generation}
    return crypto.sign_ticket(claims, 60.0, purpose="live")
