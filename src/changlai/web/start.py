"""First steps on real screens, beside the phone of the sandbox."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from changlai.accounts import actions
from changlai.accounts.pages import Request, member_page
from changlai.inbox.phone import phone_url
from changlai.ui.render import render
from changlai.web import checklists, navigation


@member_page
def start(request: Request) -> HttpResponse:
    """The checklist; the first step that is not done is open."""
    steps = checklists.steps(request.member)
    done = sum(step.state.is_done for step in steps)
    current = next((step for step in steps if not step.state.is_done), None)
    phone = phone_url()
    if phone and "phoneless" in request.GET:  # a channel has come since the page was opened, and the phone with it
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"steps": steps, "done": done, "current": current, "phone_url": phone}
    response = render(request, "web/start.html", context, block="steps")
    if "HX-Request" in request.headers:
        response["HX-Trigger"] = "live:counts"  # the side bar says how far one is, too
    return response


@member_page
def step(request: Request, slug: str) -> HttpResponse:
    """Take a step that is done by looking: remember it and go there."""
    found = next((step for step in checklists.steps(request.member) if step.declared.slug == slug), None)
    if found is None or not found.state.url:
        raise Http404
    if request.method == "POST":
        actions.take_step(member=request.member, slug=slug)
    return HttpResponseRedirect(found.state.url)


@member_page
def dismissal(request: Request) -> HttpResponse:
    """Put the checklist away for this member; the help menu still leads to it."""
    if request.method == "POST":
        actions.hide_checklist(member=request.member, now=timezone.now())
    return HttpResponseRedirect(navigation.landing(request))


@member_page
def progress(request: Request) -> HttpResponse:
    """How far the member is, for the side bar: "2/4", nothing when all is done or put away."""
    steps = checklists.steps(request.member)
    done = sum(step.state.is_done for step in steps)
    is_over = done == len(steps) or request.member.checklist_hidden_at is not None
    return HttpResponse("" if is_over else f"{done}/{len(steps)}", content_type="text/plain; charset=utf-8")
