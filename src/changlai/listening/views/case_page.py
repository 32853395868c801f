"""What the page of a case shows: all of it at first, then the parts that change while it stands open."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.pages import Request
from changlai.ai.enums import Intent, Sentiment
from changlai.customers import queries as customers
from changlai.listening import marked, queries, tables_cases
from changlai.listening.actions import cases_talking
from changlai.listening.enums import CASE_KIND, CaseRisk
from changlai.listening.forms_cases import NoteForm
from changlai.listening.labels import TONES, platform_name
from changlai.listening.models import Case, Mention
from changlai.listening.queries import cases, cases_around, cases_talks
from changlai.records import onpage
from changlai.ui.render import render

TALKS = ("public", "private", "note")
SAID = 4  # lines shown of the talk beside


def show(request: Request, found: Case, *, note: NoteForm | None = None, status: int = 200) -> HttpResponse:
    """Everything about it; ``note`` as it was typed, when it has errors."""
    now = timezone.now()
    context = _facts(request, found, now) | _who(request, found) | _talks(request, found, note)
    if found.mention is not None:
        context |= _around(request, found, found.mention, now)
    context["similar"] = [tables_cases.Head(one, now) for one in cases.similar_to(request.member, found)]
    context["boxes"] = onpage.boxes(CASE_KIND, found.pk, request.member, organisation=request.organisation.slug)
    return render(request, "listening/case.html", context, status=status)


def live(request: Request, found: Case) -> HttpResponse:
    """What changes while it stands open, put in its place by htmx. The talk below the post is drawn anew only where
    there was none before: somebody may be writing there.
    """
    context = _facts(request, found, timezone.now()) | _who(request, found) | _talks(request, found, None)
    was_there = request.GET.get("had", "0") != "0"
    context |= {"is_live": True, "is_talk_new": context["talk"] is not None and not was_there}
    return render(request, "listening/case_live.html", context, block="live")


def _facts(request: Request, found: Case, now: datetime) -> dict[str, Any]:
    """Head, end and steps."""
    kept = request.session.pop("case_refusal", None)
    can_work = cases.can_work(request.member, found)
    return {
        "case": found,
        "head": tables_cases.Head(found, now),
        "steps": tables_cases.process(cases.steps_of(found), found, now),
        "refusal": kept[1] if kept and kept[0] == found.pk else "",
        "can_work": can_work,
        "is_mine": found.owner_id == request.member.pk,
        "risks": list(CaseRisk),
        "can_ask": can_work and cases_talking.can_be_asked(found),
        "mention": None,
        "is_live": False,
        "is_talk_new": False,
    }


def _who(request: Request, found: Case) -> dict[str, Any]:
    """Who said it: the customer as far as the reader may open them, whom they may be, and what else they said."""
    author = found.author
    said = cases_around.earlier(found) if author else []
    seen = customers.visible_to(request.member).filter(pk=found.customer_id) if found.customer_id else None
    return {
        "author": author,
        "customer": seen.first() if seen is not None else None,
        "is_known": found.customer_id is not None,
        "likely": queries.likely(request.member, author) if author else [],
        "all_said": tables_cases.said_by(author) if author else "",
        "earlier": [(one, Sentiment(one.sentiment).label, TONES[one.sentiment]) for one in said],
    }


def _around(request: Request, found: Case, mention: Mention, now: datetime) -> dict[str, Any]:
    """The post with its reasons, what is below it, its topic, who spreads it."""
    reasons = marked.reasons(mention.text)
    trend = cases_around.trend(found, accounts.zone_of(found.organisation_id), now)
    return {
        "mention": mention,
        "platform": platform_name(mention.platform),
        "sentiment_label": lambda one: Sentiment(one.sentiment).label,
        "intent_label": lambda one: Intent(one.intent).label,
        "marked": marked.marked(mention.text, reasons),
        "bad_reasons": sum(1 for one in reasons if one.sentiment == "negative"),
        "good_reasons": sum(1 for one in reasons if one.sentiment == "positive"),
        "sides": tables_cases.sides(cases_around.aspects_of(mention)),
        "said": [one for one in cases.mentions_of(found) if one.pk != mention.pk],
        "below": cases_around.below(mention),
        "trend": trend,
        "bars": tables_cases.bars(trend),
        "spreaders": cases_around.spreaders(found, mention, now),
        "can_judge": request.member.can("listening.judge"),
    }


def _talks(request: Request, found: Case, note: NoteForm | None) -> dict[str, Any]:
    """The talks with the person: which is open, which stands beside, and why there may be none."""
    talks = cases_talks.talks_of(found, request.member)
    public, private = (cases_talks.first_of(talks, is_public=one) for one in (True, False))
    asked = request.GET.get("talk", "")
    shown = "note" if note else asked if asked in TALKS else "public" if public or not private else "private"
    open_now = {"public": public, "private": private}.get(shown)
    beside = {"public": private, "private": public}.get(shown)
    can_begin = private is None and found.customer_id is not None and cases_talks.grounds_of(found) is not None
    return {
        "shown": shown,
        "talk": open_now,
        "beside": beside,
        "beside_lines": cases_talks.latest_lines(beside.conversation, SAID) if beside else [],
        "can_begin": can_begin,
        "can_answer": found.mention is not None and bool(found.mention.address),
        "note_form": note or NoteForm(),
    }
