"""One case: everything about it on one page, and what is done in it."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changlai.accounts.pages import Request, page
from changlai.customers import queries as customers
from changlai.customers.models import Customer
from changlai.kernel import db
from changlai.kernel.errors import Refusal
from changlai.listening import queries, tables_cases
from changlai.listening.actions import author_links, cases_talking
from changlai.listening.actions import cases as actions
from changlai.listening.enums import CaseRisk
from changlai.listening.forms_cases import GiveForm, NoteForm, SolveForm
from changlai.listening.models import Case
from changlai.listening.queries import cases, cases_talks
from changlai.listening.views import case_page
from changlai.ui.render import go_to, render, wants_fragment

UNPROCESSABLE = 422


@page(can="listening.cases", methods=("GET",))
def case(request: Request, case_id: int) -> HttpResponse:
    """Everything about a case. ``?talk=``: which of its talks is open below the post; ``?part=live`` with htmx: what
    may have changed since, ``had`` being the conversation that stands there.
    """
    found = cases.get_for(request.member, case_id)
    if wants_fragment(request) and request.GET.get("part") == "live":
        return case_page.live(request, found)
    return case_page.show(request, found)


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
def customer(request: Request, case_id: int) -> HttpResponse:
    """Who the author is, or is not. Of two customers that seem to be one, whoever may change both goes on to compare
    them: nothing is merged here.
    """
    found = cases.get_to_work(request.member, case_id)
    told = customers.get_for(request.member, db.id_of(request.POST.get("customer", "")) or 0)
    if found.author is None:
        raise Http404
    if request.POST.get("is_same") != "1":
        author_links.part(author=found.author, customer=told, by=request.member, now=timezone.now())
        return _to(request, found)
    if author_links.link(author=found.author, customer=told, by=request.member, now=timezone.now()):
        return _to(request, found)
    return _to_compare(request, found, told)


@page(can="listening.work", methods=("POST",))
def notes(request: Request, case_id: int) -> HttpResponse:
    """A word for colleagues."""
    found = cases.get_to_work(request.member, case_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return case_page.show(request, found, note=form, status=UNPROCESSABLE)
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
        return _to(request, found, why=_("Not asked: %(why)s") % {"why": refusal.sentence})
    return _to(request, found)


def _to(request: Request, found: Case, *, talk: str = "", why: str = "") -> HttpResponse:
    url = reverse("listening:case", args=[request.organisation.slug, found.pk])
    query = f"?talk={talk}" if talk else ""
    if why:
        request.session["case_refusal"] = [found.pk, why]
    return go_to(request, url + query)


def _to_compare(request: Request, found: Case, other: Customer) -> HttpResponse:
    """Side by side for whoever may merge them; for others they wait among the possible duplicates."""
    known = found.author.customer_id if found.author else None
    ids = [known or 0, other.pk]
    if customers.editable_by(request.member).filter(pk__in=ids).count() < len(ids):
        why = _("They stand among the possible duplicates now. A colleague who may change both customers merges them.")
        return _to(request, found, why=why)
    url = reverse("customers:merge", args=[request.organisation.slug])
    return go_to(request, f"{url}?{urlencode({'id': ids}, doseq=True)}")


def _dialog(request: Request, template: str, found: Case, form: object) -> HttpResponse:
    is_bound = request.method == "POST"
    context = {"case": found, "form": form}
    return render(request, template, context, block="dialog", status=UNPROCESSABLE if is_bound else 200)
