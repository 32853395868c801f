"""The gate every message passes: may this be sent to this person, now, through this channel?"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changlai.accounts import queries as accounts
from changlai.channels.contracts import Product, halves
from changlai.compliance.contracts import Decision, SendRequest, WindowState
from changlai.compliance.queries.contact import (
    allowed_words,
    consented,
    not_quiet,
    not_suppressed,
    not_too_often,
    reachable,
)
from changlai.compliance.queries.decisions import YES, refused


def window_state(product: Product, *, opened_at: datetime | None, sent: int, now: datetime) -> WindowState:
    """What is left of the channel's reply window, which starts with the customer's last message."""
    rule = product.window
    if rule is None:
        return WindowState(has_window=False, is_open=True)
    end = opened_at + timedelta(hours=rule.hours) if opened_at else now
    seconds = max(0, int((end - now).total_seconds()))
    left = max(0, rule.messages - sent)
    return WindowState(
        has_window=True,
        is_open=seconds > 0 and (left > 0 or not rule.messages),
        hours=rule.hours,
        messages=rule.messages,
        seconds_left=seconds,
        messages_left=left,
    )


def may_contact(request: SendRequest) -> Decision:
    """The first rule that says no, or yes with what one should think about. A fixed number of statements."""
    warnings: tuple[object, ...] = ()
    for rule in RULES:
        decision = rule(request)
        if not decision.allowed:
            return decision
        warnings += decision.warnings
    return Decision(allowed=True, warnings=warnings)


def _frozen(request: SendRequest) -> Decision:
    freeze = accounts.freeze_in(request.organisation_id)
    if freeze is None:
        return YES
    return refused(
        "sending_frozen",
        _("All sending is stopped: %(reason)s. An administrator can resume it under Settings, Sending.")
        % {"reason": freeze.reason.rstrip(".。!！")},
    )


def _account_off(request: SendRequest) -> Decision:
    if request.is_active:
        return YES
    return refused(
        "account_off",
        _("This channel account is switched off. An administrator can switch it on under Settings, Channels."),
    )


def _product_sends(request: SendRequest) -> Decision:
    if request.kind in request.product.sends:
        return YES
    if not request.product.sends:
        return refused(
            "channel_cannot_send",
            _("%(channel)s does not let companies write first or answer here; use the member's own client.")
            % {"channel": request.product.label},
        )
    return refused(
        "kind_not_supported",
        _("%(channel)s does not take this kind of message. Send it as a link or a file instead.")
        % {"channel": request.product.label},
    )


def _window(request: SendRequest) -> Decision:
    window = window_state(request.product, opened_at=request.opened_at, sent=request.window_sent, now=request.now)
    if window.is_open and not request.has_left:
        return YES
    facts = {"channel": request.product.label, "hours": window.hours, "messages": window.messages}
    again = _again(window) % facts
    if request.has_left and window.has_window:
        return refused(
            "window_left",
            _("%(channel)s: this customer does not follow us any more, so nobody may write to them.") % facts,
            again,
        )
    if request.opened_at is None:
        return refused(
            "window_unopened",
            _("%(channel)s lets companies answer only, and this customer has not written yet.") % facts,
            again,
        )
    if window.seconds_left == 0:
        past = _("%(channel)s: more than %(hours)d hours have passed since the customer's last message.")
        if request.opened_at == request.touched_at:  # a follow or a scan is no message
            past = _("%(channel)s: more than %(hours)d hours have passed since the customer last wrote or came by.")
        return refused("window_closed", past % facts, again)
    return refused(
        "window_spent",
        _("%(channel)s: %(messages)d messages have been sent since the customer's last one, no more are allowed.")
        % facts,
        again,
    )


def _again(window: WindowState) -> str:
    if not window.messages:
        return _("You can write again as soon as the customer does: then for %(hours)d hours.")
    return ngettext(
        "You can write again as soon as the customer does: then %(messages)d message within %(hours)d hours.",
        "You can write again as soon as the customer does: then %(messages)d messages within %(hours)d hours.",
        window.messages,
    )


def _too_long(request: SendRequest) -> Decision:
    limit = request.product.text_bytes
    if request.product.text_halves:
        return _too_many_halves(request)
    if not limit or request.text_bytes <= limit:
        return YES
    return refused(
        "text_too_long",
        _("The text has %(size)d bytes; %(channel)s takes %(limit)d (a Chinese character is 3). Split it in two.")
        % {"size": request.text_bytes, "channel": request.product.label, "limit": limit},
    )


def _too_many_halves(request: SendRequest) -> Decision:
    size, limit = halves(request.text), request.product.text_halves
    if size <= limit:
        return YES
    facts = {"size": (size + 1) // 2, "channel": request.product.label, "limit": limit // 2}
    return refused(
        "text_too_long",
        _(
            "The text has %(size)d characters; %(channel)s takes %(limit)d (two letters or digits count as one, an "
            "emoji as two). Make it shorter."
        )
        % facts,
    )


def _too_large(request: SendRequest) -> Decision:
    limit = next((size for kind, size in request.product.file_bytes.items() if kind == request.kind), 0)
    if not limit or request.file_bytes <= limit:
        return YES
    return refused(
        "file_too_large",
        _("The file has %(size).1f MB; %(channel)s takes %(limit).0f MB. Make it smaller or send a link.")
        % {"size": request.file_bytes / 1048576, "channel": request.product.label, "limit": limit / 1048576},
    )


RULES = (
    _frozen,
    _account_off,
    _product_sends,
    reachable,
    not_suppressed,
    consented,
    not_quiet,
    not_too_often,
    _window,
    _too_long,
    _too_large,
    allowed_words,
)
