"""Slugs of the customer room in words: how people met, how it ended, what an identity is, what a message is made of."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from changlai.channels.enums import ContentKind
from changlai.customers import sources
from changlai.customers.enums import FollowUpKind, FollowUpOutcome, InteractionKind, Twin

FOLLOW_UPS: Mapping[str, Promise] = {
    FollowUpKind.CALL: gettext_lazy("Call"),
    FollowUpKind.VISIT: gettext_lazy("Visit"),
    FollowUpKind.TALK: gettext_lazy("Talk elsewhere"),
    FollowUpKind.NOTE: gettext_lazy("Note"),
}
OUTCOMES: Mapping[str, Promise] = {
    FollowUpOutcome.NONE: gettext_lazy("Not said"),
    FollowUpOutcome.REACHED: pgettext_lazy("outcome", "Reached"),
    FollowUpOutcome.NOBODY: pgettext_lazy("outcome", "Not reached"),
    FollowUpOutcome.INTERESTED: pgettext_lazy("outcome", "Interested"),
    FollowUpOutcome.CONSIDERING: pgettext_lazy("outcome", "Thinking it over"),
    FollowUpOutcome.AGREED: pgettext_lazy("outcome", "Agreed"),
    FollowUpOutcome.DECLINED: pgettext_lazy("outcome", "Declined"),
}

# How colleague and customer met; the keys are the adapters' words (channels.contracts.Follow.way).
WAYS: Mapping[str, Promise] = {
    "qr": gettext_lazy("scanned a QR code"),
    "phone": gettext_lazy("searched the phone number"),
    "card": gettext_lazy("shared contact card"),
    "group": gettext_lazy("from a group chat"),
    "phone_book": gettext_lazy("phone book"),
    "wechat_contact": gettext_lazy("from WeChat contacts"),
    "wechat_request": gettext_lazy("friend request in WeChat"),
    "third_party": gettext_lazy("added by a third-party app"),
    "email": gettext_lazy("searched the e-mail address"),
    "video_channel": gettext_lazy("from Channels"),
    "calendar": gettext_lazy("shared calendar"),
    "meeting": gettext_lazy("from a meeting"),
    "wechat_friend": gettext_lazy("added as a WeChat friend"),
    "smart_device": gettext_lazy("via smart hardware"),
    "home_service": gettext_lazy("via on-site service"),
    "acquisition_link": gettext_lazy("customer acquisition link"),
    "custom_development": gettext_lazy("via a custom app"),
    "demand_reply": gettext_lazy("answered a request"),
    "pre_sales": gettext_lazy("via pre-sales customer service"),
    "business_partner": gettext_lazy("via a business partner"),
    "wechat_accept": gettext_lazy("accepted in WeChat"),
    "shared_by_member": gettext_lazy("shared by a colleague"),
    "assigned_by_admin": gettext_lazy("assigned by an administrator"),
}

REMOVALS: Mapping[str, Promise] = {
    "by_customer": gettext_lazy("deleted by the customer"),
    "by_member": gettext_lazy("deleted by the colleague"),
    "by_transfer": gettext_lazy("handed over to another colleague"),
    "unlisted": gettext_lazy("no longer among the colleague's contacts"),
}

IDENTITIES: Mapping[str, Promise] = {
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "unionid": gettext_lazy("UnionID"),
    "openid": gettext_lazy("OpenID"),
    "external_userid": gettext_lazy("External contact ID"),
    "external_id": gettext_lazy("User ID of the other system"),
    "visitor": gettext_lazy("Browser"),
    "weibo_uid": gettext_lazy("Weibo UID"),
}

# What a customer did, or was done for one: what behaviour is asked about. Changes of our own are no behaviour.
BEHAVIOURS: Mapping[str, Promise] = {
    InteractionKind.MESSAGE_IN: gettext_lazy("sent a message"),
    InteractionKind.MESSAGE_OUT: gettext_lazy("got a message"),
    InteractionKind.COLLEAGUE_MESSAGE: gettext_lazy("talked with a colleague"),
    InteractionKind.ENTERED: gettext_lazy("opened the chat"),
    InteractionKind.VIEWED: gettext_lazy("looked at a page"),
    InteractionKind.FOLLOW_ADDED: gettext_lazy("added a colleague"),
    InteractionKind.FOLLOW_REMOVED: gettext_lazy("removed a colleague"),
    InteractionKind.WELCOME: gettext_lazy("was welcomed"),
    InteractionKind.ORDER: gettext_lazy("ordered"),
    InteractionKind.CALL: gettext_lazy("had a call"),
    InteractionKind.FORM: gettext_lazy("filled in a form"),
    InteractionKind.COMMENT: gettext_lazy("commented"),
    InteractionKind.CONVERSATION_OPENED: gettext_lazy("began a conversation"),
    InteractionKind.CONVERSATION_CLOSED: gettext_lazy("ended a conversation"),
    InteractionKind.NOTE: gettext_lazy("had a note written"),
}

CONTENTS: Mapping[str, Promise] = {
    ContentKind.IMAGE: gettext_lazy("[Picture]"),
    ContentKind.VOICE: gettext_lazy("[Voice message]"),
    ContentKind.VIDEO: gettext_lazy("[Video]"),
    ContentKind.FILE: gettext_lazy("[File]"),
    ContentKind.LOCATION: gettext_lazy("[Location]"),
    ContentKind.LINK: gettext_lazy("[Link]"),
    ContentKind.MINIPROGRAM: gettext_lazy("[Mini program]"),
    ContentKind.CARD: gettext_lazy("[Contact card]"),
    ContentKind.MENU: gettext_lazy("[Menu]"),
}


# Rules for duplicates: what each is called, and what it says of two it has found.
TWIN_RULES: Mapping[str, Promise] = {
    Twin.PHONE: gettext_lazy("Same phone number"),
    Twin.EMAIL: gettext_lazy("Same e-mail address"),
    Twin.NAME_BIRTHDAY: gettext_lazy("Same name and birthday"),
    Twin.NAME_COMPANY: gettext_lazy("Same name at the same company"),
    Twin.NAME_PORTRAIT: gettext_lazy("Same name and picture"),
    Twin.SIMILAR_COMPANY: gettext_lazy("Similar name at the same company"),
    Twin.NAME_CITY: gettext_lazy("Same name in the same city"),
}


def twin_rule(slug: str, fields: Mapping[int, str] = MappingProxyType({})) -> str:
    """What a rule is called; ``fields`` are the names of the organisation's own, by id."""
    if slug.startswith("field-"):
        name = fields.get(int(slug.removeprefix("field-")), "")
        return _("Same value of “%(field)s”") % {"field": name} if name else _("Same value of a field")
    return str(TWIN_RULES.get(slug, slug))


ALIKE: Mapping[str, Promise] = {
    "same_name_company": gettext_lazy("They have the same name at the same company."),
    "same_name_portrait": gettext_lazy("They have the same name and the same picture."),
    "told_same": gettext_lazy("A colleague takes them for one person."),
}


def duplicate_reason(reason: str) -> str:
    """Why two customers may be one, from the slug kept with the suggestion."""
    rule, _colon, kind = reason.partition(":")
    facts = {"kind": IDENTITIES.get(kind, kind)}
    if rule == "exclusive_clash":
        return (
            _("They share an identity, but each has a different %(kind)s, so they were not merged by themselves.")
            % facts
        )
    if rule == "rule":
        return twin_rule(kind)
    if rule in ALIKE:
        return str(ALIKE[rule])
    return _("They share the same %(kind)s.") % facts


def merge_reason(reason: str) -> str:
    """Why a customer was merged, from the slug kept with the alias."""
    rule, _colon, kind = reason.partition(":")
    if rule == "by_hand":
        return _("by hand")
    if rule == "rule":
        return twin_rule(kind)
    return _("same %(kind)s") % {"kind": IDENTITIES.get(kind, kind)}


def way_of(slug: str) -> str:
    """How they met; a word nobody here knows is shown as it is."""
    return str(WAYS.get(slug, slug))


def removal_of(slug: str) -> str:
    """How a relation ended; empty while it lasts, and a word nobody here knows is shown as it is."""
    return str(REMOVALS.get(slug, slug))


BASICS: Mapping[str, Promise] = {
    "name": gettext_lazy("Customer name"),
    "gender": gettext_lazy("Gender"),
    "birthday": gettext_lazy("Birthday"),
    "company": gettext_lazy("Company"),
    "position": gettext_lazy("Position"),
    "city": gettext_lazy("City"),
    "address": gettext_lazy("Address"),
    "source": gettext_lazy("Source"),
}
GENDERS: Mapping[str, Promise] = {"male": gettext_lazy("Male"), "female": gettext_lazy("Female")}


def field_of(change: Mapping[str, str]) -> str:
    """The name of what was changed: a fact every customer has, or a field of the organisation's own."""
    name = str(change.get("field", ""))
    return str(BASICS.get(name, name)) if change.get("basic") else name


def value_of(change: Mapping[str, str], side: str) -> str:
    """A value of a change in words: ``side`` is before or after."""
    value, basic = str(change.get(side, "")), change.get("field") if change.get("basic") else ""
    if basic == "gender":
        return str(GENDERS.get(value, value))
    return sources.told(value) if basic == "source" else value
