"""What open screens get when something changed: rows as the list itself shows them, for nobody who may not see them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.accounts import actions as accounts
from changlai.accounts.models import Member, User
from changlai.inbox import actions, queries, sight
from changlai.inbox.drawn import draw
from changlai.inbox.enums import Standing, Tab
from changlai.inbox.live import in_list
from changlai.inbox.models import Conversation
from changlai.inbox.tests.desk import sit_down, write
from changlai.kernel.sse import Watcher
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, Firm, found_firm, hire, later

TABS = tuple(Tab)
STATES = (Standing.OPEN, Standing.CLOSED)


@dataclass(frozen=True)
class Staff:
    """Members of every reach, and a conversation of each of them and of nobody."""

    firm: Firm
    members: tuple[Member, ...]
    conversations: tuple[Conversation, ...]


def assign(conversation: Conversation, member: Member) -> None:
    with scope(conversation.organisation_id):
        actions.assign(conversation=conversation, to=member, by=member, now=NOON)


def close(conversation: Conversation, member: Member) -> None:
    with scope(conversation.organisation_id):
        actions.close(conversation=conversation, by=member, now=NOON)


@pytest.fixture
def staff(firm) -> Staff:
    """An administrator, two agents of a team, one below it, one of none, one who sees only what is theirs."""
    agents = [hire(firm, name, "agent") for name in ("An", "Bo", "Cao", "Ding")]
    sales = hire(firm, "Sun", "sales")
    with scope(firm.id):
        above = accounts.create_department(organisation=firm.organisation, name="Service")
        below = accounts.create_department(organisation=firm.organisation, name="Night", parent=above)
        for agent, department in zip(agents, (above, above, below), strict=False):
            agent.department = department
            agent.save(update_fields=["department"])
    members = (firm.admin, *agents, sales)
    made = [write(firm, "Nobody", "hi"), write(firm, "Nobody's, closed", "hi")]
    close(made[1], firm.admin)
    for number, member in enumerate(members):
        for name in ("open", "closed", "answered"):
            one = write(firm, f"{member.name} {name}", "hi", at=later(number))
            assign(one, member)
            made.append(one)
            if name == "closed":
                close(one, member)
        sit_down(firm, firm.admin).post("replies", {"text": "hello"}, conversation_id=made[-1].pk)
    return Staff(firm, members, tuple(made))


def watcher(member: Member, tab: str = "all", state: str = "open", language: str = "en") -> Watcher:
    generation = User.objects.get(pk=member.user_id).session_generation
    return Watcher(member.pk, generation, (str(tab), str(state), language))


def drawn(firm: Firm, watchers: Iterable[Watcher], *changed: Conversation) -> dict[Watcher, Any]:
    return dict(draw(firm.id, {one: {conversation.pk for conversation in changed} for one in watchers}))


def row_of(html: str, conversation: Conversation) -> str:
    """One row's markup out of a list."""
    found = re.search(rf'<a class="cl-conv[^"]*" id="row-{conversation.pk}".*?</a>', html, re.DOTALL)
    assert found, conversation.pk
    return found[0]


def ids_of(html: str) -> set[int]:
    return {int(one) for one in re.findall(r'data-row="([0-9]+)"', html)}


@pytest.mark.parametrize("language", ["en", "zh_hans"])
def test_rows_are_the_markup_the_list_itself_shows(staff, language):
    firm = staff.firm
    for member in (firm.admin, staff.members[1]):
        desk = sit_down(firm, member, language.replace("_", "-"))
        for tab in TABS:
            for state in STATES:
                page = desk.get("inbox", {"tab": tab, "state": state}, htmx=True).content.decode()
                one = watcher(member, tab, state, language)

                html = drawn(firm, [one], *staff.conversations)[one]["html"]

                shown = [conversation for conversation in staff.conversations if conversation.pk in ids_of(page)]
                assert shown or tab in {Tab.UNASSIGNED, Tab.MENTIONS}
                assert ids_of(html) == ids_of(page)
                for conversation in shown:
                    assert row_of(html, conversation) == row_of(page, conversation)


def test_a_row_drawn_before_is_drawn_again_for_another_language_or_tab_and_when_it_changed(staff):
    firm, nobodys = staff.firm, staff.conversations[0]
    watchers = [
        watcher(firm.admin, Tab.UNASSIGNED, Standing.OPEN, "en"),
        watcher(firm.admin, Tab.UNASSIGNED, Standing.OPEN, "zh_hans"),
        watcher(firm.admin, Tab.ALL, Standing.OPEN, "en"),
    ]
    rows = [row_of(facts["html"], nobodys) for facts in drawn(firm, watchers, nobodys).values()]
    with scope(firm.id):
        Conversation.objects.filter(pk=nobodys.pk).update(preview="something else")

    again = row_of(drawn(firm, watchers[:1], nobodys)[watchers[0]]["html"], nobodys)

    assert len({*rows, again}) == len(watchers) + 1
    assert "something else" in again


def test_everybody_gets_exactly_what_the_list_shows_them(staff):
    watchers = [watcher(member, tab, state) for member in staff.members for tab in TABS for state in STATES]

    found = drawn(staff.firm, watchers, *staff.conversations)

    with scope(staff.firm.id):
        for one in watchers:
            member = Member.objects.get(pk=one.member_id)
            wanted = queries.on_tab(member, Tab(one.parts[0]), state=Standing(one.parts[1]))
            assert ids_of(found[one]["html"]) == set(wanted.values_list("id", flat=True)), (member.name, one.parts)


def test_counts_are_those_of_the_tabs_for_everybody(staff):
    with scope(staff.firm.id):
        seeing = sight.sights(staff.members)
        counted = sight.figures(seeing)

        for member in staff.members:
            assert counted[member.pk].tabs == {tab: queries.on_tab(member, tab).count() for tab in Tab}, member.name
            assert counted[member.pk].waiting == queries.unread_mine(member), member.name


def test_who_may_not_see_a_conversation_gets_its_number_and_no_word_of_it(staff):
    secret = staff.conversations[2]  # the administrator's own
    watchers = [watcher(member) for member in staff.members[1:]]

    found = drawn(staff.firm, watchers, secret)

    assert [(facts["ids"], facts["html"]) for facts in found.values()] == [([secret.pk], "")] * len(watchers)


def test_a_conversation_handed_on_leaves_the_list_and_comes_to_the_other(staff):
    firm, agent, sales = staff.firm, staff.members[4], staff.members[5]
    moved = staff.conversations[0]
    watchers = [watcher(agent, "mine"), watcher(sales, "mine"), watcher(firm.admin, "unassigned")]
    before = [facts["counts"] for facts in drawn(firm, watchers, moved).values()]

    assign(moved, sales)
    after = drawn(firm, watchers, moved)

    assert [ids_of(after[one]["html"]) for one in watchers] == [set(), {moved.pk}, set()]
    assert (before[1]["mine"], after[watchers[1]]["counts"]["mine"]) == ("2", "3")
    assert (before[2]["unassigned"], after[watchers[2]]["counts"]["unassigned"]) == ("1", "0")


def test_whose_sessions_ended_or_who_was_switched_off_is_not_answered(staff):
    firm = staff.firm
    _, agent, other, *_ = staff.members
    watchers = [watcher(firm.admin), watcher(agent), watcher(other)]
    with scope(firm.id):
        accounts.change_role(member=agent, role=firm.admin.role, by=firm.admin)
        Member.objects.filter(pk=other.pk).update(is_active=False)

    assert list(drawn(firm, watchers, staff.conversations[0])) == [watchers[0]]


def test_a_role_without_the_inbox_is_not_answered(firm):
    found = write(firm, "Lin", "hi")
    one = watcher(hire(firm, "Wu", "agent"))
    with scope(firm.id):
        member = Member.objects.select_related("role").get(pk=one.member_id)
        member.role = type(member.role).objects.create(slug="nothing", name="Nothing", grants={})
        member.save(update_fields=["role"])

    assert drawn(firm, [one], found) == {}


def test_another_organisations_conversations_and_members_are_nothing_here(firm):
    other = found_firm("other", "别家")
    ours, theirs = write(firm, "Lin", "ours"), write(other, "Lin", "theirs")
    here, stranger = watcher(firm.admin), watcher(other.admin)

    found = drawn(firm, [here, stranger], ours, theirs)

    assert list(found) == [here]
    assert ids_of(found[here]["html"]) == {ours.pk}
    assert "theirs" not in str(found)


def test_statements_grow_neither_with_the_screens_nor_with_the_rows(staff):
    def statements(members: tuple[Member, ...], *changed: Conversation) -> int:
        watchers = [
            watcher(member, tab, "open", code) for member in members for tab in TABS for code in ("en", "zh_hans")
        ]
        with CaptureQueriesContext(connection) as seen:
            drawn(staff.firm, watchers, *changed)
        return len(seen)

    one = statements(staff.members[1:2], staff.conversations[0])
    two = statements(staff.members[1:3], *staff.conversations)

    assert one == two


def test_what_is_no_list_of_ours_is_no_room(firm):
    for parts in ((), ("mine",), ("mine", "open"), ("mine", "open", "fr"), ("x", "open", "en"), ("mine", "x", "en")):
        assert not in_list(firm.admin, parts)
    assert in_list(firm.admin, ("mine", "open", "zh_hans"))
