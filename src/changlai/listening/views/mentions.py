"""What one person said in public, what it means, and who it may have been."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.ai import queries as ai
from changlai.ai.contracts import EMBEDDED
from changlai.ai.enums import Aspect, Intent, Sentiment, Urgency
from changlai.customers import queries as customers
from changlai.kernel import db
from changlai.listening import actions, labels, queries
from changlai.listening.actions import Verdict
from changlai.listening.models import Mention, MentionAspect, MentionTopic
from changlai.listening.reasons import underlined
from changlai.records import pages
from changlai.ui.render import render


@page(can="listening.view", methods=("GET",))
def mention(request: Request, mention_id: int) -> HttpResponse:
    """One mention, with its author."""
    found = queries.get_for(request.member, mention_id)
    return render(request, "listening/mention.html", _context(request, found))


@page(can="listening.judge", methods=("POST",))
def verdict(request: Request, mention_id: int) -> HttpResponse:
    """Somebody says what it means."""
    found = queries.get_for(request.member, mention_id)
    told = Verdict(
        sentiment=_one_of(Sentiment, request.POST.get("sentiment", "")),
        intent=_one_of(Intent, request.POST.get("intent", "")),
        urgency=_one_of(Urgency, request.POST.get("urgency", "")),
    )
    if told != Verdict():
        actions.correct(mention_ids=[found.pk], verdict=told, by=request.member, now=timezone.now())
    return _back(request, found)


@page(can="listening.judge", methods=("POST",))
def handled(request: Request, mention_id: int) -> HttpResponse:
    """Somebody looked at it, or it wants looking at again."""
    found = queries.get_for(request.member, mention_id)
    actions.handle(mention_ids=[found.pk], is_handled=request.POST.get("is_handled") == "1")
    return _back(request, found)


@page(can="listening.judge", methods=("POST",))
def author_link(request: Request, mention_id: int) -> HttpResponse:
    """Somebody says who the author is, or is not."""
    found = queries.get_for(request.member, mention_id)
    customer_id = db.id_of(request.POST.get("customer", "")) or 0
    customer = customers.get_for(request.member, customer_id)
    if found.author is not None:
        deed = actions.link if request.POST.get("is_same") == "1" else actions.part
        deed(author=found.author, customer=customer, by=request.member, now=timezone.now())
    return _back(request, found)


def _one_of(words: Any, told: str) -> Any:  # noqa: ANN401 - an enum and one of it
    return words(told) if told in set(words) else None


def _back(request: Request, found: Mention) -> HttpResponse:
    return HttpResponseRedirect(reverse("listening:mention", args=[request.organisation.slug, found.pk]))


def _context(request: Request, found: Mention) -> dict[str, Any]:
    member, author = request.member, found.author
    topics = MentionTopic.objects.filter(mention=found).select_related("topic").order_by("topic__position", "id")
    aspects = MentionAspect.objects.filter(mention=found).order_by("id")
    return {
        "mention": found,
        "author": author,
        "text": underlined(found.text, ai.reasons(found.text)),
        "is_judged_again": found.provider != EMBEDDED,
        "place": labels.platform_name(found.platform),
        "kind": labels.KINDS[found.kind],
        "sentiment": Sentiment(found.sentiment),
        "tone": labels.TONES[found.sentiment],
        "intent": Intent(found.intent),
        "urgency": Urgency(found.urgency),
        "urgent": labels.URGENT[found.urgency],
        "sentiments": list(Sentiment),
        "intents": list(Intent),
        "urgencies": list(Urgency),
        "topics": [one.topic for one in topics],
        "aspects": [
            (Aspect(one.aspect).label, Sentiment(one.sentiment).label, labels.TONES[one.sentiment]) for one in aspects
        ],
        "tones": labels.TONES,
        "copies": _lines(queries.copies(found)),
        "below": _lines(queries.below(found)),
        "earlier": _lines(queries.earlier(found)),
        "likely": queries.likely(member, author) if author else [],
        "is_linked": bool(author and author.customer_id),
        "customer": _seen(request, author.customer_id) if author else None,
        "can_judge": member.can("listening.judge"),
        "beside": pages.beside(request, "mention", found.pk),
    }


def _lines(mentions: Any) -> list[tuple[Mention, Any, str]]:  # noqa: ANN401 - a list or a query of mentions
    return [(one, Sentiment(one.sentiment).label, labels.TONES[one.sentiment]) for one in mentions]


def _seen(request: Request, customer_id: int | None) -> Any:  # noqa: ANN401 - a customer, if the member sees them
    return customers.visible_to(request.member).filter(id=customer_id).first() if customer_id else None
