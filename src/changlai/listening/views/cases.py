"""One case: everything about it on one page, and what is done in it."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.pages import Request, page
from changlai.ai.enums import Intent, Sentiment
from changlai.customers import queries as customers
from changlai.kernel.errors import Refusal
from changlai.listening import marked, queries, tables_cases
from changlai.listening.actions import cases as actions
from changlai.listening.actions import cases_talking
from changlai.listening.enums import CASE_KIND, CaseRisk
from changlai.listening.forms_cases import GiveForm, NoteForm, SolveForm
from changlai.listening.labels import platform_name
from changlai.listening.models import Case, Mention
from changlai.listening.queries import cases, cases_around, cases_talks
from changlai.records import onpage
from changlai.ui.render import go_to, render

UNPROCESSABLE = 422
TALKS = ("public", "private", "note")
SAID = 4  # lines shown of the talk beside


@page(can="listening.cases", methods=("GET",))
def case(request: Request, case_id: int) -> HttpResponse:
    """Everything about a case. ``?talk=``: which of its talks is open below the post."""
    return _page(request, cases.get_for(request.member, case_id))


@page(can="listening.cases", methods=("GET",))
def count(request: Request) -> HttpResponse:
    """How many open cases are the reader's, for the menu."""
    return HttpResponse(str(cases.open_count(request.member) or ""))


@page(can="listening.work", methods=("POST",))
def opening(request: Request, mention_id: int) -> HttpResponse:
    """Take a mention up."""
    mention = queries.get_for(request.member, mention_id)
    found = actions.open_by_hand(mention=mention, by=request.member, now=timezone.now())
    return _to(request, found)


@page(can="listening.work")
def giving(request: Request, case_id: int) -> HttpResponse:
    """Hand it to a colleague, in a dialog."""
    found = cases.get_to_work(request.member, case_id)
    form = GiveForm(request.POST or None, initial={"owner": found.owner_id})
    form.offer(cases.workers())
    if form.is_valid():
        actions.give(case_ids=[found.pk], to=form.cleaned_data["owner"], by=request.member, now=timezone.now())
        return _to(request, found)
    return _dialog(request, "listening/case_give.html", found, form)


@page(can="listening.work", methods=("POST",))
def taking(request: Request, case_id: int) -> HttpResponse:
    """Take it oneself."""
    found = cases.get_to_work(request.member, case_id)
    actions.give(case_ids=[found.pk], to=request.member, by=request.member, now=timezone.now())
    return _to(request, found)


@page(can="listening.work", methods=("POST",))
def risk(request: Request, case_id: int) -> HttpResponse:
    """How much harm may come of it."""
    found = cases.get_to_work(request.member, case_id)
    if (given := request.POST.get("risk", "")) in set(CaseRisk):
        actions.weigh(case=found, risk=CaseRisk(given), by=request.member, now=timezone.now())
    return _to(request, found)


@page(can="listening.work", methods=("POST",))
def notes(request: Request, case_id: int) -> HttpResponse:
    """A word for colleagues."""
    found = cases.get_to_work(request.member, case_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, note=form, status=UNPROCESSABLE)
    actions.note(case=found, text=form.cleaned_data["text"], by=request.member, now=timezone.now())
    return _to(request, found, talk="note")


@page(can="listening.work")
def solution(request: Request, case_id: int) -> HttpResponse:
    """It is solved: cause and outcome, in a dialog; the customer may be asked how it was at once."""
    found = cases.get_to_work(request.member, case_id)
    form = SolveForm(request.POST or None)
    form.offer(cases.causes(), can_ask=cases_talks.private_talk(found) is not None)
    if form.is_valid():
        now, told = timezone.now(), form.cleaned_data
        actions.solve(case=found, cause=told["cause"], outcome=told["outcome"], by=request.member, now=now)
        return _ask(request, found, now) if told.get("asks") else _to(request, found)
    return _dialog(request, "listening/case_solve.html", found, form)


@page(can="listening.work", methods=("POST",))
def survey(request: Request, case_id: int) -> HttpResponse:
    """Ask the customer how it was, by two taps."""
    return _ask(request, cases.get_to_work(request.member, case_id), timezone.now())


@page(can="listening.work", methods=("POST",))
def dropping(request: Request, case_id: int) -> HttpResponse:
    """There is nothing to do."""
    found = cases.get_to_work(request.member, case_id)
    actions.drop(case=found, why=request.POST.get("why", ""), by=request.member, now=timezone.now())
    return _to(request, found)


@page(can="listening.work", methods=("POST",))
def reopening(request: Request, case_id: int) -> HttpResponse:
    """It is not over."""
    found = cases.get_to_work(request.member, case_id)
    actions.reopen(case=found, by=request.member, now=timezone.now())
    return _to(request, found)


@page(can="listening.work", methods=("POST",))
def private(request: Request, case_id: int) -> HttpResponse:
    """Begin a conversation in private."""
    found = cases.get_to_work(request.member, case_id)
    cases_talking.begin_private(case=found, by=request.member, now=timezone.now())
    return _to(request, found, talk="private")


@page(can="listening.cases", methods=("GET",))
def of_customer(request: Request, customer_id: int) -> HttpResponse:
    """What a customer said in public and what became of it: on their page, and beside a conversation."""
    customer = customers.get_for(request.member, customer_id)
    now = timezone.now()
    rows = [tables_cases.Head(one, now) for one in cases.of_customer(request.member, customer.pk)]
    return render(request, "listening/cases_of_customer.html", {"rows": rows}, block="panel")


def _ask(request: Request, found: Case, now: datetime) -> HttpResponse:
    """Send the link; what the gate has against it is said on the page."""
    try:
        cases_talking.ask_how_it_was(case=found, by=request.member, now=now)
    except Refusal as refusal:
        refusal.afterwards()
        return _to(request, found, why=str(refusal.sentence))
    return _to(request, found)


def _to(request: Request, found: Case, *, talk: str = "", why: str = "") -> HttpResponse:
    url = reverse("listening:case", args=[request.organisation.slug, found.pk])
    query = f"?talk={talk}" if talk else ""
    if why:
        request.session["case_refusal"] = [found.pk, why]
    return go_to(request, url + query)


def _dialog(request: Request, template: str, found: Case, form: object) -> HttpResponse:
    is_bound = request.method == "POST"
    context = {"case": found, "form": form}
    return render(request, template, context, block="dialog", status=UNPROCESSABLE if is_bound else 200)


def _page(request: Request, found: Case, *, note: NoteForm | None = None, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = _facts(request, found, now) | _talks(request, found, note)
    if found.mention is not None:
        context |= _around(request, found, found.mention, now)
    return render(request, "listening/case.html", context, status=status)


def _facts(request: Request, found: Case, now: datetime) -> dict[str, Any]:
    """Head, steps, and what else belongs to it."""
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
        "similar": [tables_cases.Head(one, now) for one in cases.similar_to(request.member, found)],
        "boxes": onpage.boxes(CASE_KIND, found.pk, request.member, organisation=request.organisation.slug),
        "can_ask": can_work and cases_talking.can_be_asked(found),
        "mention": None,
        "customer": _customer(request, found),
    }


def _customer(request: Request, found: Case) -> Any:  # noqa: ANN401 - a customer, or nothing
    """Who it is, as far as the reader may open them."""
    if found.customer is None:
        return None
    return customers.visible_to(request.member).filter(pk=found.customer.pk).first()


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
        "public": public,
        "private": private,
        "can_begin": can_begin,
        "is_known": found.customer_id is not None,
        "can_answer": found.mention is not None and bool(found.mention.address),
        "note_form": note or NoteForm(),
        "may_inbox": request.member.can("inbox.view"),
    }
