"""How our own changes of a record read on its timeline, and what other systems reported."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext
from markupsafe import Markup

from changlai.customers import labels
from changlai.customers.enums import InteractionKind
from changlai.ui.numbers import money
from changlai.ui.text import isolated

Facts = Mapping[str, Any]
LENGTH = 400  # of a value that is told


def _tagged(facts: Facts, member: str) -> Markup:
    """One sentence for what came and what went."""
    added, removed = (_listed(facts.get(name) or ()) for name in ("added", "removed"))
    names = {"member": _actor(member), "added": added, "removed": removed}
    if added and removed:
        return _filled(_("%(member)s added the tags %(added)s and removed %(removed)s"), **names)
    if added:
        return _filled(_("%(member)s added the tags %(added)s"), **names)
    return _filled(_("%(member)s removed the tags %(removed)s"), **names)


def _created(_facts: Facts, member: str) -> Markup:
    return _filled(_("%(member)s made this customer by hand"), member=_actor(member))


def _changed(facts: Facts, member: str) -> Markup:
    """One change in a sentence; of several their names."""
    changes = facts.get("changes") or []
    names = _listed(labels.field_of(one) for one in changes)
    if len(changes) != 1:
        return _filled(_("%(member)s changed %(fields)s"), member=_actor(member), fields=names)
    after = labels.value_of(changes[0], "after")
    if not after:
        return _filled(_("%(member)s emptied %(field)s"), member=_actor(member), field=names)
    said = {"member": _actor(member), "field": names, "value": _bold(after[:LENGTH])}
    return _filled(_("%(member)s set %(field)s to %(value)s"), **said)


def _handed_over(facts: Facts, member: str) -> Markup:
    actor = _actor(member)
    if "collaborator" in facts:
        who = _bold(str(facts["collaborator"]))
        if facts.get("removed"):
            return _filled(_("%(member)s removed the collaborator %(who)s"), member=actor, who=who)
        if facts.get("can_write"):
            return _filled(_("%(member)s added the collaborator %(who)s, who may change"), member=actor, who=who)
        return _filled(_("%(member)s added the collaborator %(who)s, who may look"), member=actor, who=who)
    if not facts.get("to"):
        return _filled(_("%(member)s took the person responsible away"), member=actor)
    return _filled(_("%(member)s made %(who)s responsible"), member=actor, who=_bold(str(facts["to"])))


def _binned(_facts: Facts, member: str) -> Markup:
    return _filled(_("%(member)s moved this customer to the bin"), member=_actor(member))


def _restored(facts: Facts, member: str) -> Markup:
    if facts.get("way"):
        return _filled(_("Back from the bin by themselves: they turned to us again"))
    return _filled(_("%(member)s restored this customer from the bin"), member=_actor(member))


def _merged(facts: Facts, member: str) -> Markup:
    """That others became this one, or left it again. How they are called is not kept: they may be erased one day."""
    count = int(facts.get("count") or 1)
    if facts.get("undone"):
        text = ngettext(
            "%(member)s undid a merge: another record left this one again",
            "%(member)s undid a merge: %(count)d records left this one again",
            count,
        )
    else:
        text = ngettext(
            "%(member)s merged another record into this one",
            "%(member)s merged %(count)d other records into this one",
            count,
        )
    return _filled(text, member=_actor(member), count=count)


def _reported(facts: Facts, _member: str) -> Markup:
    """What another system reported: its title, in its own words."""
    return _bold(str(facts.get("title", "")))


def _order(text: str) -> Callable[[Facts, str], Markup]:
    """A step of one of our orders, in these words; of another system's its title."""

    def told(facts: Facts, member: str) -> Markup:
        if "order_id" not in facts:
            return _reported(facts, member)
        amount = money(int(facts.get("amount") or 0), str(facts.get("currency") or "CNY"))
        return _filled(_(text), number=_bold(str(facts.get("number", ""))), amount=_bold(amount))

    return told


def _called(facts: Facts, member: str) -> Markup:
    """A call that another system reported, or one that a colleague logged."""
    if facts.get("title"):
        return _reported(facts, member)
    return _filled(_("%(member)s called the customer"), member=_actor(member))


def _visited(_facts: Facts, member: str) -> Markup:
    return _filled(_("%(member)s met the customer"), member=_actor(member))


def _talked(_facts: Facts, member: str) -> Markup:
    return _filled(_("%(member)s talked with the customer elsewhere"), member=_actor(member))


def _task_done(facts: Facts, member: str) -> Markup:
    said = {"member": _actor(member), "task": _bold(str(facts.get("title", ""))[:LENGTH])}
    return _filled(_("%(member)s did the task %(task)s"), **said)


def _case(facts: Facts, member: str) -> Markup:
    """What became of a case about something the customer said in public."""
    said: dict[str, object] = {"number": facts.get("number", ""), "member": _actor(member)}
    match facts.get("what"):
        case "solved":
            return _filled(_("%(member)s solved case %(number)s"), **said)
        case "dropped":
            return _filled(_("%(member)s found nothing to do in case %(number)s"), **said)
        case "reopened":
            return _filled(_("%(member)s took case %(number)s up again"), **said)
        case "rated":
            return _filled(_("Rated how case %(number)s was solved: %(score)s of 5"), score=facts.get("score"), **said)
    return _filled(_("Case %(number)s was opened about what they said in public"), **said)


def _what_came_of_case(facts: Facts) -> str:
    return str(facts.get("outcome") or "")[:LENGTH]


def _commented(facts: Facts, member: str) -> Markup:
    """What another system reported, or what was heard in public."""
    return _reported(facts, member) if facts.get("title") else Markup("<b>{}</b>").format(_("Said in public"))


SENTENCES: Mapping[str, Callable[[Facts, str], Markup]] = {
    InteractionKind.TAGGED: _tagged,
    InteractionKind.CREATED: _created,
    InteractionKind.CHANGED: _changed,
    InteractionKind.HANDED_OVER: _handed_over,
    InteractionKind.MERGED: _merged,
    InteractionKind.BINNED: _binned,
    InteractionKind.RESTORED: _restored,
    InteractionKind.COMMENT: _commented,
    InteractionKind.CASE: _case,
    InteractionKind.CALL: _called,
    InteractionKind.VISIT: _visited,
    InteractionKind.TALK: _talked,
    InteractionKind.TASK_DONE: _task_done,
    InteractionKind.ORDER: _order(gettext_noop("Placed order %(number)s over %(amount)s")),
    InteractionKind.ORDER_PAID: _order(gettext_noop("Paid %(amount)s for order %(number)s")),
    InteractionKind.ORDER_SHIPPED: _order(gettext_noop("Order %(number)s was shipped")),
    InteractionKind.ORDER_DONE: _order(gettext_noop("Order %(number)s is done")),
    InteractionKind.ORDER_CANCELLED: _order(gettext_noop("Order %(number)s was cancelled")),
    InteractionKind.ORDER_REFUNDED: _order(gettext_noop("%(amount)s of order %(number)s went back")),
    InteractionKind.FORM: _reported,
}


def _why_we(facts: Facts) -> str:
    """The reason somebody gave; or that a platform told it."""
    if facts.get("way") == "platform":
        return _("Told by the platform")
    before, said = str(facts.get("from", "")), str(facts.get("reason", ""))
    if before and said:
        return _("Before: %(name)s; reason: %(reason)s") % {"name": before, "reason": said}
    if before:
        return _("Before: %(name)s") % {"name": before}
    return _("Reason: %(reason)s") % {"reason": said} if said else ""


def _what_was(facts: Facts) -> str:
    """What stood before; of several changes each with both."""
    changes = facts.get("changes") or []
    if len(changes) == 1:
        before = labels.value_of(changes[0], "before")
        return _("Before: %(name)s") % {"name": before[:LENGTH]} if before else ""
    lines = [
        f"{labels.field_of(one)}: {labels.value_of(one, 'before') or '-'} → {labels.value_of(one, 'after') or '-'}"
        for one in changes
    ]
    return "; ".join(lines)[:LENGTH]


def _articles(facts: Facts) -> str:
    """Where an order was placed and what was in it."""
    named = [f"{name} ×{quantity}" for name, quantity in facts.get("articles") or ()]
    more = int(facts.get("article_count") or 0) - len(named)
    named += [ngettext("%(count)d more article", "%(count)d more articles", more) % {"count": more}] if more > 0 else []
    return " · ".join(filter(None, [str(facts.get("channel", "")), _(", ").join(named)]))[:LENGTH]


def _how_long(facts: Facts) -> str:
    seconds = facts.get("seconds")
    if not isinstance(seconds, int) or seconds <= 0:
        return ""
    return _("%(minutes)d min %(seconds)d s") % {"minutes": seconds // 60, "seconds": seconds % 60}


def _what_came(facts: Facts) -> str:
    """What came of a follow-up, and how long it took."""
    outcome = str(facts.get("outcome_label") or labels.OUTCOMES.get(str(facts.get("outcome") or "-"), ""))
    return pgettext("between facts", ", ").join(part for part in (outcome, _how_long(facts)) if part)


REASONS: Mapping[str, Callable[[Facts], str]] = {
    InteractionKind.TAGGED: _why_we,
    InteractionKind.HANDED_OVER: _why_we,
    InteractionKind.BINNED: _why_we,
    InteractionKind.CHANGED: _what_was,
    InteractionKind.CALL: _what_came,
    InteractionKind.VISIT: _what_came,
    InteractionKind.TALK: _what_came,
    InteractionKind.ORDER: _articles,
    InteractionKind.CASE: _what_came_of_case,
}


def _filled(text: str, **facts: object) -> Markup:
    return Markup(text) % facts  # noqa: S704 - our own translation; its facts are escaped by the operator


def _bold(text: str) -> Markup:
    return Markup("<b>{}</b>").format(isolated(text))


def _listed(names: Iterable[object]) -> Markup:
    return Markup(pgettext("between names", ", ")).join(_bold(str(name)) for name in names)  # noqa: S704 - translation


def _actor(member: str) -> Markup:
    """Who did it; the machine when nobody is named."""
    return _bold(member or _("Changlai"))
