"""Slugs of the customer room in words: how people met, how it ended, what an identity is, what a message is made of."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changlai.channels.enums import ContentKind

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


ALIKE: Mapping[str, Promise] = {
    "same_name_company": gettext_lazy("They have the same name at the same company."),
    "same_name_portrait": gettext_lazy("They have the same name and the same picture."),
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
    if rule in ALIKE:
        return str(ALIKE[rule])
    return _("They share the same %(kind)s.") % facts


def merge_reason(reason: str) -> str:
    """Why a customer was merged, from the slug kept with the alias."""
    rule, _colon, kind = reason.partition(":")
    if rule == "by_hand":
        return _("by hand")
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
    value = str(change.get(side, ""))
    is_gender = change.get("basic") and change.get("field") == "gender"
    return str(GENDERS.get(value, value)) if is_gender else value
