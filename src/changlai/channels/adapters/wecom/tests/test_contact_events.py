import json

import pytest

from changlai.channels.adapters.wecom.manifest import CHANNEL
from changlai.channels.adapters.wecom.tests.support import (
    AT,
    CORPID,
    CUSTOMER,
    SETTINGS,
    VECTORS,
    event,
    meaning,
    needs_vectors,
    received,
)
from changlai.channels.contracts import Follow, IdentityClaim, Inbound, Skipped
from changlai.channels.enums import InboundKind

KNOWN = (IdentityClaim("external_userid", CORPID, CUSTOMER),)


def told(change: str, **fields: object):
    delivery = received(event(ChangeType=change, **fields))
    return meaning(delivery.kind, delivery.payload, delivery.context)


def test_an_added_contact():
    assert told("add_external_contact", State="ch_0001", WelcomeCode="wc-1") == Inbound(
        kind=InboundKind.FOLLOW_ADDED,
        identities=KNOWN,
        occurred_at=AT,
        follow=Follow("sales01", added_at=AT, state="ch_0001"),
        welcome_code="wc-1",
    )


@pytest.mark.parametrize(
    ("change", "fields", "kind", "follow"),
    [
        ("add_external_contact", {}, InboundKind.FOLLOW_ADDED, Follow("sales01", added_at=AT)),
        ("add_half_external_contact", {}, InboundKind.FOLLOW_ADDED, Follow("sales01", added_at=AT, one_sided=True)),
        ("edit_external_contact", {}, InboundKind.FOLLOW_EDITED, Follow("sales01")),
        (
            "del_external_contact",
            {},
            InboundKind.FOLLOW_REMOVED,
            Follow("sales01", removed="by_member", removed_at=AT),
        ),
        (
            "del_external_contact",
            {"Source": "DELETE_BY_TRANSFER"},
            InboundKind.FOLLOW_REMOVED,
            Follow("sales01", removed="by_transfer", removed_at=AT),
        ),
        (
            "del_follow_user",
            {},
            InboundKind.FOLLOW_REMOVED,
            Follow("sales01", removed="by_customer", removed_at=AT),
        ),
    ],
)
def test_every_change_of_a_contact(change, fields, kind, follow):
    assert told(change, **fields) == Inbound(kind=kind, identities=KNOWN, occurred_at=AT, follow=follow)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"ChangeType": "transfer_fail", "FailReason": "customer_refused"}, "transfer_failed"),
        ({"ChangeType": "msg_audit_approved"}, "archive_consent"),
        ({"ChangeType": "brand_new"}, "unknown_event"),
        ({"ChangeType": None}, "unknown_event"),
        ({"ChangeType": "add_external_contact", "ExternalUserID": None}, "no_customer"),
        ({"ChangeType": "add_external_contact", "ExternalUserID": "w" * 129}, "no_customer"),
        ({"ChangeType": "add_external_contact", "UserID": None}, "no_customer"),
    ],
)
def test_events_without_effect_say_why(fields, reason):
    delivery = received(event(**fields))

    assert meaning(delivery.kind, delivery.payload) == Skipped(reason)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("change_external_chat.update", "kept_only"),
        ("change_external_tag.create", "kept_only"),
        ("customer_acquisition.balance_low", "kept_only"),
        ("message.text", "kept_only"),
        ("template_card_event", "kept_only"),
        ("unreadable", "unreadable"),
        ("unknown", "unknown_event"),
        ("brand_new.something", "unknown_event"),
    ],
)
def test_other_kinds_are_only_kept(kind, reason):
    assert meaning(kind, event()) == Skipped(reason)


def test_a_stored_document_type_is_not_read():
    payload = b'<!DOCTYPE a [<!ENTITY b "c">]><xml><Event>&b;</Event></xml>'

    assert meaning("change_external_contact.add_external_contact", payload) == Skipped("unreadable")


def test_an_event_without_a_time_happened_when_it_arrived():
    assert told("edit_external_contact", CreateTime="").occurred_at.isoformat() == "2025-01-01T08:00:30+00:00"


def test_unsafe_characters_do_not_reach_the_house():
    assert told("add_external_contact", State="a\x00b\x08c").follow.state == "abc"


# What each published sample says, in the house's words.
SAMPLES = {
    "skit/Batch/BatchJobResultEvent.xml": ("batch_job_result", "kept_only"),
    "skit/Contact/ChangeContactEvent.CreateParty.xml": ("change_contact.create_party", "kept_only"),
    "skit/Contact/ChangeContactEvent.CreateUser.xml": ("change_contact.create_user", "kept_only"),
    "skit/Contact/ChangeContactEvent.DeleteParty.xml": ("change_contact.delete_party", "kept_only"),
    "skit/Contact/ChangeContactEvent.UpdateParty.xml": ("change_contact.update_party", "kept_only"),
    "skit/Contact/ChangeContactEvent.UpdateUser.xml": ("change_contact.update_user", "kept_only"),
    "skit/ExternalContact/ChangeExternalChatEvent.Create.xml": ("change_external_chat.create", "kept_only"),
    "skit/ExternalContact/ChangeExternalChatEvent.Dismiss.xml": ("change_external_chat.dismiss", "kept_only"),
    "skit/ExternalContact/ChangeExternalContactEvent.AddExternalContact.xml": (
        "change_external_contact.add_external_contact",
        InboundKind.FOLLOW_ADDED,
    ),
    "skit/ExternalContact/ChangeExternalContactEvent.AddHalfExternalContact.xml": (
        "change_external_contact.add_half_external_contact",
        InboundKind.FOLLOW_ADDED,
    ),
    "skit/ExternalContact/ChangeExternalContactEvent.DeleteHalfExternalContact.xml": (
        "change_external_contact.del_external_contact",
        InboundKind.FOLLOW_REMOVED,
    ),
    "skit/ExternalContact/ChangeExternalContactEvent.EditExternalContact.xml": (
        "change_external_contact.edit_external_contact",
        InboundKind.FOLLOW_EDITED,
    ),
    "skit/ExternalContact/ChangeExternalTagEvent.Create.xml": ("change_external_tag.create", "kept_only"),
    "skit/ExternalContact/ChangeExternalTagEvent.Delete.xml": ("change_external_tag.delete", "kept_only"),
    "skit/ExternalContact/ChangeExternalTagEvent.Update.xml": ("change_external_tag.update", "kept_only"),
    "skit/Message/ImageMessageEvent.xml": ("message.image", "kept_only"),
    "skit/Message/LinkMessageEvent.xml": ("message.link", "kept_only"),
    "skit/Message/LocationMessageEvent.xml": ("message.location", "kept_only"),
    "skit/Message/TextMessageEvent.xml": ("message.text", "kept_only"),
    "skit/Message/VideoMessageEvent.xml": ("message.video", "kept_only"),
    "skit/Message/VoiceMessageEvent.xml": ("message.voice", "kept_only"),
    "skit/Push/EnterAgentPushEvent.xml": ("enter_agent", "kept_only"),
    "skit/Push/TemplateCardPushEvent.xml": ("template_card_event", "kept_only"),
    "skit/Service/CreateAuthEvent.xml": ("create_auth", "kept_only"),
    "skit/Service/SuiteTicketEvent.xml": ("suite_ticket", "kept_only"),
    "wxjava/customer_acquisition.balance_low.xml": ("customer_acquisition.balance_low", "kept_only"),
    "wxjava/customer_acquisition.delete_link.xml": ("customer_acquisition.delete_link", "kept_only"),
    "wxjava/customer_acquisition.link_unavailable.xml": ("customer_acquisition.link_unavailable", "kept_only"),
}  # fmt: skip


@needs_vectors
@pytest.mark.parametrize(("name", "expected"), SAMPLES.items())
def test_published_events_mean_what_they_say(name, expected):
    delivery = received((VECTORS / "wecom_events" / name).read_bytes())

    answer = meaning(delivery.kind, delivery.payload, delivery.context)

    assert (delivery.kind, answer.reason if isinstance(answer, Skipped) else answer.kind) == expected


@needs_vectors
def test_every_published_event_is_among_the_samples():
    index = json.loads((VECTORS / "INDEX.json").read_text())
    published = {name.removeprefix("wecom_events/") for name in index if name.startswith("wecom_events/")}

    assert published - set(SAMPLES) == {"skit/KfMessage/KfMessageEvent.xml"}  # a bell, see test_webhook


@needs_vectors
def test_published_fields_are_read_as_the_index_says():
    from changlai.channels.adapters.wecom.webhook import read_message  # noqa: PLC0415 - only here

    index = json.loads((VECTORS / "INDEX.json").read_text())
    for name in [name for name in index if name.startswith("wecom_events/") and name.endswith(".xml")]:
        assert read_message((VECTORS / name).read_bytes()) == index[name]["fields"], name


@needs_vectors
def test_a_published_bell_rings():
    from changlai.channels.adapters.wecom.tests.support import callback  # noqa: PLC0415 - only here

    message = (VECTORS / "wecom_events/skit/KfMessage/KfMessageEvent.xml").read_bytes()

    (bell,) = CHANNEL.webhook.receive(callback(message), SETTINGS).bells

    assert bell.key == "kf:wkxxxxxxx"
    assert bell.hint == {"token": "ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR"}
