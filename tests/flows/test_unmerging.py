"""A merge that is undone leaves no trace but that it was: every row as before, what came since with who wrote it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from changlai.customers import queries as customers
from changlai.customers.actions import (
    suggest,
    undo_merge,
)
from changlai.customers.errors import CannotUndo
from changlai.customers.models import Alias, Customer, Interaction, MergeImage, Merging
from changlai.inbox import actions as inbox
from changlai.inbox.models import Conversation, Message
from changlai.kernel.tenancy import scope
from tests.support.house import deliver, later, message, settle
from tests.support.life import PEOPLE, Life

pytestmark = pytest.mark.django_db(transaction=True)

# Shrinking a story of real transactions takes minutes; the first failing one is short enough to read.
SMALL = settings(
    deadline=None,
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

people = st.sampled_from(PEOPLE)
pairs = st.tuples(people, people).filter(lambda pair: pair[0] != pair[1])
lines = st.tuples(st.just("message"), people, st.sampled_from(["desk", "shop"]))
merges = st.tuples(st.just("merge"), pairs, st.just(""))
undos = st.tuples(st.just("undo"), st.integers(0, 3), st.just(""))


@SMALL
@given(
    told=st.lists(lines, min_size=2, max_size=8),
    written=st.lists(st.tuples(people, st.integers(0, 5)), max_size=6),
    joined=st.lists(
        st.tuples(people, people, st.booleans()).filter(lambda one: one[0] != one[1]), min_size=1, max_size=4
    ),
    order=st.lists(st.integers(0, 3), min_size=8, max_size=8),
)
def test_undoing_random_merges_in_any_permitted_order_restores_every_row(told, written, joined, order):
    life = Life()
    for _, who, place in told:
        life.message(who, place)
        life.note(who)
    for who, what in written:
        life.fact(who, what)
    before = life.rows()

    for first, second, decides in joined:
        life.merge(first, second, decides=decides)
    for number in order:
        life.undo(number)

    assert life.possible() == []
    assert life.rows() == before


def steps() -> st.SearchStrategy[list[Any]]:
    return st.lists(st.one_of(lines, lines, lines, merges, undos), min_size=4, max_size=12)


@SMALL
@given(story=steps(), order=st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_what_came_between_merge_and_undo_is_with_who_wrote_it(story, order):
    """The same story is told twice, once without the merges: in the end nobody can tell which was which."""
    merged, plain = Life(), Life()
    for kind, what, where in story:
        if kind == "message":
            merged.message(what, where)
            plain.message(what, where)
        elif kind == "merge":
            merged.merge(*what)
        else:
            merged.undo(what)
    for number in order:
        merged.undo(number)

    assert merged.possible() == []
    first, second = told_of(merged), told_of(plain)
    assert {who: told for who, told in first.items() if told != second.get(who)} == {
        who: told for who, told in second.items() if told != first.get(who)
    }


IDS = {"id", "organisation_id", "customer_id", "conversation_id", "account_id", "identity_id", "event_id", "beside_id"}
IDS |= {"platform_id"}  # numbered through, whatever the firm
WHEN_WE_HEARD = {"recorded_at", "created_at", "opened_at", "sorted_at", "queued_at"}


def told_of(life: Life) -> dict[str, Any]:
    """Everything a firm knows of each person, without the ids, which differ between two firms."""
    found = {}
    with scope(life.firm.id):
        places = {life.firm.account.id: "desk", life.shop.account.id: "shop"}
        for who in PEOPLE:
            customer = Customer.objects.filter(identity__value=who).first()
            if customer is None:
                continue
            found[who] = {
                "customer": bare(customer),
                "identities": sorted(customer.identity_set.values_list("kind", "value")),
                "timeline": list(timeline(customer, places)),
                "conversations": sorted(talks(customer, places), key=json.dumps),
            }
    return found


def bare(row: Any) -> dict[str, str]:
    skipped = IDS | WHEN_WE_HEARD
    return {f.column: str(getattr(row, f.attname)) for f in row._meta.local_fields if f.column not in skipped}


def timeline(customer: Customer, places: dict[int, str]) -> Iterator[tuple[str, ...]]:
    rows = Interaction.objects.filter(customer_id=customer.pk).exclude(kind="merged").order_by("occurred_at")
    for row in rows:
        yield (row.kind, places.get(row.account_id or 0, ""), str(row.occurred_at), json.dumps(row.facts))


def talks(customer: Customer, places: dict[int, str]) -> Iterator[dict[str, Any]]:
    for talk in Conversation.objects.filter(customer=customer):
        said = Message.objects.filter(conversation=talk).order_by("occurred_at")
        yield bare(talk) | {"place": places[talk.account_id], "lines": [bare(one) | {"address": ""} for one in said]}


@pytest.fixture
def life():
    told = Life()
    for who in ("lin", "wu", "zhou"):
        told.message(who, "desk")
    return told


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(CannotUndo) as caught:
        deed()
    return str(caught.value.rule)


def test_later_merge_into_the_same_customer_comes_off_first(life):
    life.merge("lin", "wu")
    life.merge("lin", "zhou")
    with scope(life.firm.id):
        first = Merging.objects.order_by("id")[0]

        assert refused(lambda: undo_merge(merging=first, by=None, now=later(9))) == "customers.undo_later"
        assert Customer.objects.count() == 1


def test_merge_whose_customer_was_merged_on_comes_off_second(life):
    life.merge("lin", "wu")
    life.merge("zhou", "lin")
    with scope(life.firm.id):
        first, second = Merging.objects.order_by("id")
        assert refused(lambda: undo_merge(merging=first, by=None, now=later(9))) == "customers.undo_merged_on"

        undo_merge(merging=second, by=None, now=later(9))
        undo_merge(merging=first, by=None, now=later(9))

        assert refused(lambda: undo_merge(merging=first, by=None, now=later(9))) == "customers.undo_already"
        assert Customer.objects.count() == 3
        assert (Alias.objects.count(), MergeImage.objects.count()) == (0, 0)


def test_machine_does_not_merge_again_whom_somebody_has_parted(life):
    life.merge("lin", "wu")
    life.undo(0)
    shared = "+8613800138000"
    deliver(life.firm, message("lin", "my number", at=later(20), phone=shared))
    deliver(life.firm, message("wu", "the same number", at=later(21), phone=shared))
    settle()

    lin, wu = life.customer("lin"), life.customer("wu")
    assert lin is not None
    assert wu is not None
    assert lin.pk != wu.pk


def test_answer_given_while_two_were_one_goes_with_whom_it_answered(life):
    with scope(life.firm.id):
        life.merge("lin", "wu")
    life.message("wu", "desk")
    with scope(life.firm.id):
        talk = Conversation.objects.get(customer=life.customer("lin"), state="open")
        inbox.send_reply(conversation=talk, draft=inbox.Draft(text="to wu"), by=life.firm.admin, now=later(30))
    settle()

    life.undo(0)

    with scope(life.firm.id):
        answered = Message.objects.get(text="to wu").conversation
        assert answered.customer_id == life.customer("wu").pk
        assert Interaction.objects.get(kind="message_out").customer_id == answered.customer_id
        assert Conversation.objects.get(customer=life.customer("lin")).waiting_since is not None


def test_conversation_opened_while_two_were_one_parts_into_two_that_can_be_answered(life):
    for who in ("lin", "wu"):
        life.message(who, "shop")
    with scope(life.firm.id):
        for talk in Conversation.objects.filter(account=life.firm.account):
            inbox.close(conversation=talk, by=life.firm.admin, now=later(10))
        life.merge("lin", "wu")
    for who in ("lin", "wu"):
        life.message(who, "desk")

    life.undo(0)

    with scope(life.firm.id):
        found = {
            who: Conversation.objects.get(customer=life.customer(who), account=life.firm.account, state="open").address
            for who in ("lin", "wu")
        }
    assert found == {who: {"to": who} for who in ("lin", "wu")}


def test_hint_of_a_duplicate_follows_and_returns(life):
    lin, wu, zhou = (life.customer(who) for who in ("lin", "wu", "zhou"))
    with scope(life.firm.id):
        suggest(life.firm.id, [wu.pk, zhou.pk], reason="same_phone")
        life.merge("lin", "wu")
        assert customers.suggestions(life.firm.admin, life.customer("lin")) == [(zhou, "same_phone")]

        life.undo(0)

        assert customers.suggestions(life.firm.admin, wu) == [(zhou, "same_phone")]
        assert customers.suggestions(life.firm.admin, lin) == []


def test_firm_next_door_is_left_alone(life):
    other = Life()
    for who in ("lin", "wu"):
        other.message(who, "desk")
    before = other.rows()

    life.merge("lin", "wu")
    life.undo(0)

    assert other.rows() == before
