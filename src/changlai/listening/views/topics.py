"""What is listened for, with what it would have caught."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.kernel.errors import Refusal
from changlai.listening import actions, queries
from changlai.listening.enums import TopicKind
from changlai.listening.forms import TopicForm, topic_held
from changlai.listening.models import Topic
from changlai.ui.render import go_to, render

UNPROCESSABLE = 422


@page(can="listening.topics", methods=("GET",))
def topics(request: Request) -> HttpResponse:
    """Every topic with how much was said of it."""
    found = queries.topics(request.member)
    counts = queries.counts_of_topics(timezone.now())
    lines = [(topic, TopicKind(topic.kind).label, counts.get(topic.pk, 0)) for topic in found]
    return render(request, "listening/topics.html", {"lines": lines})


@page(can="listening.topics")
def new_topic(request: Request) -> HttpResponse:
    """A new topic."""
    return _edit(request, None)


@page(can="listening.topics")
def topic(request: Request, topic_id: int) -> HttpResponse:
    """A topic as it is listened for."""
    return _edit(request, queries.topic_of(request.member, topic_id))


@page(can="listening.topics", methods=("POST",))
def preview(request: Request) -> HttpResponse:
    """What the form as it stands would have caught: a fragment beside it, or the whole page without htmx."""
    told = request.POST.copy()
    told["name"] = told.get("name") or "-"  # whatever it will be called
    form = TopicForm(told)
    found = None
    if form.is_valid():
        wish = form.wish()
        found = queries.preview(
            request.member, wish.expression, wish.exclusions, wish.platforms, wish.watched, now=timezone.now()
        )
    return render(request, "listening/preview.html", {"preview": found, "form": form}, block="caught")


@page(can="listening.topics", methods=("POST",))
def topic_removal(request: Request, topic_id: int) -> HttpResponse:
    """Away with a topic; its mentions stay."""
    actions.delete_topic(topic=queries.topic_of(request.member, topic_id), by=request.member)
    return go_to(request, reverse("listening:topics", args=[request.organisation.slug]))


def _edit(request: Request, found: Topic | None) -> HttpResponse:
    held = topic_held(found, queries.watched_of(found)) if found else None
    form = TopicForm(request.POST or None, initial=held)
    if form.is_valid() and _kept(request, form, found):
        return go_to(request, reverse("listening:topics", args=[request.organisation.slug]))
    now = timezone.now()
    shown = None
    if found and not form.is_bound:
        watched = [(one.platform, one.handle) for one in queries.watched_of(found)]
        shown = queries.preview(request.member, found.expression, found.exclusions, found.platforms, watched, now=now)
    context = {"form": form, "topic": found, "preview": shown}
    return render(request, "listening/topic.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _kept(request: Request, form: TopicForm, found: Topic | None) -> bool:
    """Whether it could be written; a refusal stands in the form."""
    try:
        if found:
            actions.change_topic(topic=found, wish=form.wish(), by=request.member, now=timezone.now())
        else:
            actions.make_topic(wish=form.wish(), by=request.member, now=timezone.now())
    except Refusal as refused:
        form.add_error(None, str(refused.sentence))
        return False
    return True
