"""The gate's rules about the person: the list, their word, the hour, how often, and which words."""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changlai.channels.contracts import in_words
from changlai.compliance.contracts import Decision, SendRequest
from changlai.compliance.enums import Purpose, WordEffect
from changlai.compliance.models import ListKey
from changlai.compliance.queries.decisions import YES, refused
from changlai.kernel import db

REPLY_WINDOW = timedelta(hours=48)  # as long a message of service is an answer to the customer's last one
_KEY = "select secret from compliance_listkey where organisation_id = %s"
_NAMES = "select kind, value from customers_identity where organisation_id = %s and customer_id = %s"
_LISTED = """
    select covers, until from compliance_suppression where organisation_id = %(org)s
      and digest = any(%(digests)b::text[]) and (until is null or until > %(now)s)
    order by covers = 'everything' desc, until desc nulls first limit 1"""
_SAID = """
    select is_given from compliance_consent where organisation_id = %s and customer_id = %s and purpose = %s
      and channel = any(%b::text[]) order by at desc, id desc limit 1"""
_QUIET = """
    select q.starts_at, q.ends_at, o.time_zone from compliance_quiethours q
    join accounts_organisation o on o.id = q.organisation_id
    where q.organisation_id = %s and q.channel = any(%b::text[]) order by q.channel desc limit 1"""
_TOO_OFTEN = """
    select p.messages, p.days, (select count(*) from compliance_ledgerentry c
      where c.organisation_id = p.organisation_id
      and c.customer_id = %(customer)s and c.purpose = p.purpose and c.at > %(now)s - make_interval(days => p.days))
    from compliance_cap p where p.organisation_id = %(org)s and p.purpose = %(purpose)s"""
_NOWHERE = """
    select undeliverable_reason from customers_identity
    where organisation_id = %s and customer_id = %s and value = %s and undeliverable_at is not null limit 1"""
_WORDS = "select word, normal, effect from compliance_blockedword where organisation_id = %s order by effect, id"


def is_answer(request: SendRequest) -> bool:
    """Whether it answers a customer who has just written: then neither the hour nor an old no stands in the way."""
    since = request.window_opened_at
    recent = since is not None and request.now - since <= REPLY_WINDOW
    return request.purpose == Purpose.SERVICE and recent


def normal_address(kind: str, value: str) -> str:
    """An address as it is compared: whatever its width, case and blanks."""
    folded = unicodedata.normalize("NFKC", value).casefold().strip()
    return "".join(sign for sign in folded if sign.isdigit() or sign == "+") if kind == "phone" else folded


def digest(secret: str, kind: str, value: str) -> str:
    """The entry of the suppression list for an address; nothing leads back from it."""
    text = f"{kind}:{normal_address(kind, value)}"
    return hmac.digest(secret.encode(), text.encode(), hashlib.sha256).hex()


def digests(organisation_id: int, addresses: Iterable[tuple[str, str]]) -> list[str]:
    """The digests of (kind, value); none while the organisation has no list."""
    sealed = db.value(_KEY, (organisation_id,))
    if sealed is None:
        return []
    field = ListKey._meta.get_field("secret")
    secret = field.open(sealed, organisation_id=organisation_id)
    return [digest(secret, kind, value) for kind, value in addresses]


def listed(organisation_id: int, customer_id: int, now: datetime) -> db.Row | None:
    """The entry of the suppression list that counts for any name the customer is known by: (covers, until)."""
    wanted = digests(organisation_id, db.rows(_NAMES, (organisation_id, customer_id)))
    return db.row(_LISTED, {"org": organisation_id, "digests": wanted, "now": now}) if wanted else None


def not_suppressed(request: SendRequest) -> Decision:
    """The suppression list."""
    return of_entry(request, listed(request.organisation_id, request.customer_id, request.now))


def of_entry(request: SendRequest, entry: db.Row | None) -> Decision:
    """What an entry of the list says of a message."""
    if entry is None or (entry[0] == "marketing" and request.purpose != Purpose.MARKETING):
        return YES
    return refused(
        "suppressed",
        _("This person is on the suppression list. An administrator finds the entry under Settings, Contact rules."),
        _("The entry ends on %(day)s.") % {"day": entry[1].date()} if entry[1] else "",
    )


def reachable(request: SendRequest) -> Decision:
    """Whether anything arrives where it would go: an account may have nowhere to send to, and a platform may have said
    for good that nothing arrives.
    """
    if request.product.cannot_send:
        return refused("channel_cannot_send", in_words(request.product.cannot_send))
    if not request.to:
        return YES
    reason = db.value(_NOWHERE, (request.organisation_id, request.customer_id, request.to))
    if reason is None:
        return YES
    return refused(
        "undeliverable",
        _("Nothing arrives at the customer's address. %(reason)s") % {"reason": in_words(reason)},
        _(
            "Ask them for another address. You can write to this one again as soon as they write from it, "
            "or when a colleague marks it as good on the customer's page."
        ),
    )


def consented(request: SendRequest) -> Decision:
    """What the customer said last about this purpose on this channel; marketing needs a yes."""
    channels = ["", request.product.slug]
    return of_word(
        request, said=db.value(_SAID, (request.organisation_id, request.customer_id, request.purpose, channels))
    )


def of_word(request: SendRequest, *, said: bool | None) -> Decision:
    """What the customer's last word, if there is one, says of a message."""
    facts = {"channel": request.product.label, "purpose": Purpose(request.purpose).label}
    if said is False and not is_answer(request):
        return refused(
            "opted_out",
            _("The customer does not want %(purpose)s on %(channel)s. You can answer when they write.") % facts,
        )
    if said is None and request.purpose == Purpose.MARKETING:
        return refused(
            "no_consent",
            _("The customer has not agreed to marketing on %(channel)s. Ask first and note it on their page.") % facts,
        )
    return YES


def not_quiet(request: SendRequest) -> Decision:
    """The organisation's quiet hours; answers are exempt."""
    if is_answer(request):
        return YES
    return of_quiet(request, db.row(_QUIET, (request.organisation_id, ["", request.product.slug])))


def of_quiet(request: SendRequest, rule: db.Row | None) -> Decision:
    """What quiet hours (begin, end, time zone) say of a message that is no answer."""
    end = quiet_until(rule[0], rule[1], request.now.astimezone(ZoneInfo(rule[2]))) if rule else None
    if end is None:
        return YES
    return refused(
        "quiet_hours",
        _("It is quiet time: nothing is sent before %(time)s unless a customer has just written.")
        % {"time": f"{end:%H:%M}"},
        _("You can write again at %(time)s.") % {"time": f"{end:%H:%M}"},
    )


def quiet_until(starts_at: time, ends_at: time, local: datetime) -> datetime | None:
    """When it stops being quiet, in local time; None when it is not quiet."""
    now = local.time()
    if starts_at < ends_at:
        return _at(local.date(), ends_at, local) if starts_at <= now < ends_at else None
    if now >= starts_at:
        return _at(local.date() + timedelta(days=1), ends_at, local)
    return _at(local.date(), ends_at, local) if now < ends_at else None


def _at(day: date, moment: time, local: datetime) -> datetime:
    return datetime.combine(day, moment, local.tzinfo)


def not_too_often(request: SendRequest) -> Decision:
    """The cap of the purpose, against the ledger. Service has a cap only where somebody set one."""
    if is_answer(request):
        return YES
    facts = {"org": request.organisation_id, "customer": request.customer_id}
    return of_cap(db.row(_TOO_OFTEN, facts | {"purpose": str(request.purpose), "now": request.now}))


def of_cap(cap: db.Row | None) -> Decision:
    """What a cap (messages, days, had) says of one more message."""
    if cap is None or cap[2] < cap[0]:
        return YES
    return refused(
        "too_often",
        ngettext(
            "%(count)d message in %(days)d days is the most, and this customer had it.",
            "%(count)d messages in %(days)d days are the most, and this customer had them.",
            cap[0],
        )
        % {"count": cap[0], "days": cap[1]},
    )


def normal_text(text: str) -> str:
    """A text as words are sought in it: one width, one case, nothing between the signs that could hide a word."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] not in "CZP")


def allowed_words(request: SendRequest) -> Decision:
    """The list of words: the first that must not leave says no; others are only shown."""
    if not request.text:
        return YES
    text = normal_text(request.text)
    found = [(word, effect) for word, normal, effect in db.rows(_WORDS, (request.organisation_id,)) if normal in text]
    blocked = next((word for word, effect in found if effect == WordEffect.BLOCK), None)
    if blocked is not None:
        return refused(
            "blocked_word",
            _("“%(word)s” is on the list of words that must not be sent. Say it in another way.") % {"word": blocked},
        )
    warnings = tuple(_("“%(word)s” is a word to be careful with.") % {"word": word} for word, _effect in found)
    return Decision(allowed=True, warnings=warnings)
