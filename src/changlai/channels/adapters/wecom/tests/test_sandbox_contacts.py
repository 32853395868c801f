"""Contacts against the sandbox, over real HTTP: callbacks, welcomes, details, the walk through all."""

import pytest

from changlai.channels.adapters.wecom import sentences as say
from changlai.channels.adapters.wecom.manifest import CHANNEL
from changlai.channels.adapters.wecom.tests.stage import Stage
from changlai.channels.enums import InboundKind
from changlai.channels.errors import CallFailed
from tests.support.patience import until

pytestmark = pytest.mark.slow


def test_a_member_is_added_welcomed_and_described(play: Stage):
    play.order("people/linxiaotang/add_contact", userid="limu", state="ch_0001")

    delivery = play.the_only("add_external_contact")

    inbound = play.inbound(delivery)
    assert inbound.follow is not None
    assert (inbound.kind, inbound.follow.member, inbound.follow.state) == (InboundKind.FOLLOW_ADDED, "limu", "ch_0001")

    assert CHANNEL.urgent is not None
    assert delivery.urgent is not None
    assert CHANNEL.urgent(play.desk, delivery.urgent) == "sent"
    assert CHANNEL.urgent(play.desk, delivery.urgent) == "sent_by_other"

    assert CHANNEL.fetch is not None
    (details,) = CHANNEL.fetch(play.desk, delivery.kind, delivery.payload)
    snapshot = play.inbound(details)
    assert snapshot.profile.name == "林晓棠"
    assert [(one.member, one.state, one.way) for one in snapshot.follows] == [("limu", "ch_0001", "qr")]
    assert {claim.kind for claim in snapshot.identities} == {"external_userid", "unionid"}


def test_a_welcome_that_comes_too_late_is_told(play: Stage):
    play.order("people/linxiaotang/add_contact", userid="limu")
    delivery = play.the_only("add_external_contact")
    play.order("clock", advance=30)

    assert CHANNEL.urgent is not None
    assert delivery.urgent is not None
    with pytest.raises(CallFailed) as caught:
        CHANNEL.urgent(play.desk, delivery.urgent)
    play.order("clock", reset=True)

    assert caught.value.sentence == say.WELCOME_LATE


def test_a_visitor_is_welcomed(play: Stage):
    play.order("people/xiaoman/enter")
    until(lambda: play.bells)

    (page,) = play.pull(play.bells[-1].key, **play.bells[-1].hint)
    (delivery,) = [one for one in page.deliveries if one.urgent]

    assert CHANNEL.urgent is not None
    assert delivery.urgent is not None
    assert CHANNEL.urgent(play.desk, delivery.urgent) == "sent"
    assert CHANNEL.urgent(play.desk, delivery.urgent) == "sent_by_other"
    assert play.inbound(delivery).kind is InboundKind.ENTERED


def test_a_contact_is_edited_and_lost(play: Stage):
    play.order("people/linxiaotang/add_contact", userid="limu")
    play.order("members/limu/edit_customer", person="linxiaotang", remark="林小姐")
    edited = play.the_only("edit_external_contact")
    play.order("people/linxiaotang/delete_contact", userid="limu")
    left = play.inbound(play.the_only("del_follow_user"))

    assert CHANNEL.fetch is not None
    (details,) = CHANNEL.fetch(play.desk, edited.kind, edited.payload)

    assert play.inbound(details).follows[0].remark == "林小姐"
    assert left.follow is not None
    assert left.follow.removed == "by_customer"


def test_all_customers_are_walked_through(play: Stage):
    play.order("crowd", userid="limu", count=130)
    play.order("crowd", userid="tangyue", count=7)

    first, again = play.pull("contacts"), play.pull("contacts")

    deliveries = [one for page in first for one in page.deliveries]
    assert (len(deliveries), len({one.thread for one in deliveries})) == (137, 130)  # seven have two colleagues
    assert (first[-1].done, first[-1].total) == (4, 4)
    assert {one.key for one in deliveries} == {one.key for page in again for one in page.deliveries}
    assert all(play.inbound(one).profile.name for one in deliveries[:5])


def test_the_same_event_thrice_is_one(play: Stage):
    play.order("faults", kind="duplicate", count=3)
    before = play.requests
    play.order("people/linxiaotang/add_contact", userid="limu")

    until(lambda: play.requests == before + 3)

    assert len(play.deliveries) == 1


@pytest.mark.parametrize(
    ("mode", "reason"), [("signature", "bad_signature"), ("receiveid", "wrong_receiver"), ("truncate", "not_xml")]
)
def test_damaged_callbacks_are_refused_and_whole_ones_taken(play: Stage, mode: str, reason: str):
    play.order("faults", kind="corrupt", mode=mode)
    play.order("people/linxiaotang/add_contact", userid="limu")
    until(lambda: len(play.refused) == 3)
    assert play.deliveries == {}

    (push,) = play.look("log?kind=callback")["callbacks"]
    play.order(f"pushes/{push['id']}/resend")

    play.the_only("add_external_contact")
    assert play.refused == [reason] * 3
