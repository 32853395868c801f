"""Private notes of a thread, whom they may mention, and drafts."""

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from changlai.accounts.pages import Request, page
from changlai.inbox import actions, queries, sight
from changlai.inbox.enums import DraftKind
from changlai.inbox.forms import DraftForm, NoteForm
from changlai.inbox.models import Conversation
from changlai.inbox.tables.composer import words_decision
from changlai.inbox.views.shelf import address, where
from changlai.inbox.views.thread import answered, refused_note
from changlai.kernel.errors import Refusal
from changlai.ui.render import render, wants_fragment


@page(can="inbox.note", methods=("POST",))
def notes(request: Request, conversation_id: int) -> HttpResponse:
    """A note for colleagues; what it says comes back when it cannot be kept."""
    held = queries.get_to(request.member, "inbox.note", conversation_id)
    form = NoteForm(request.POST, request.FILES)
    if not form.is_valid():
        return refused_note(request, held, sentences(form))
    try:
        actions.write_note(
            conversation=held,
            text=form.cleaned_data["text"],
            mentions=form.mentions(),
            uploads=form.uploads(),
            by=request.member,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return refused_note(request, held, str(refusal.sentence))
    return answered(request, held.pk)


@page(can="inbox.note")
def note(request: Request, message_id: int) -> HttpResponse:
    """Change one's own note: the form in its place, then the note."""
    held = queries.note_of(request.member, message_id)
    form = NoteForm(request.POST if request.method == "POST" else None)
    error = ""
    if request.method == "POST":
        error = "" if form.is_valid() else sentences(form)
        try:
            if not error:
                text, mentions = form.cleaned_data["text"], form.mentions()
                actions.edit_note(note=held, text=text, mentions=mentions, by=request.member, now=timezone.now())
                return _back(request, held.conversation_id)
        except Refusal as refusal:
            error = str(refusal.sentence)
    here = {"note": held, "text": request.POST.get("text", held.text), "error": error, "where": where(request)}
    return render(request, "inbox/note_form.html", here, block="dialog", status=422 if error else 200)


@page(can="inbox.note", methods=("POST",))
def note_removal(request: Request, message_id: int) -> HttpResponse:
    """Delete one's own note."""
    held = queries.note_of(request.member, message_id)
    actions.delete_note(note=held, by=request.member, now=timezone.now())
    return answered(request, held.conversation_id)


@page(can="inbox.note", methods=("GET",))
@never_cache
def colleagues(request: Request, conversation_id: int) -> HttpResponse:
    """Colleagues for the picker, those a note here may mention first; the rest cannot see the conversation."""
    held = queries.get_for(request.member, conversation_id)
    others = [(one, sees) for one, sees in sight.colleagues(held) if one.pk != request.member.pk]
    items = [{"id": one.pk, "name": one.name, "title": one.title, "sees": sees} for one, sees in others]
    return JsonResponse({"items": sorted(items, key=lambda item: not item["sees"])})


@page(can="inbox.view", methods=("POST",))
def drafts(request: Request, conversation_id: int) -> HttpResponse:
    """Keep what is typed; nothing typed drops the draft. Says what the gate's list of words has against an answer."""
    held = queries.get_for(request.member, conversation_id)
    form = DraftForm(request.POST)
    if not form.is_valid():
        raise Http404
    kind, text = DraftKind(form.cleaned_data["kind"]), form.cleaned_data["text"]
    actions.keep_draft(conversation=held, member=request.member, kind=kind, text=text, now=timezone.now())
    return JsonResponse({"heed": _heed(held, text) if kind == DraftKind.REPLY else []})


def _heed(held: Conversation, text: str) -> list[str]:
    """Sentences about an answer that is being written, said before it is sent."""
    decision = words_decision(held, text, timezone.now())
    return [str(one) for one in decision.warnings] if decision.allowed else [str(decision.sentence)]


def sentences(form: NoteForm) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def _back(request: Request, conversation_id: int) -> HttpResponse:
    """The dialog closes; the thread hears of the change by itself."""
    if wants_fragment(request):
        return HttpResponse("", headers={"HX-Trigger": "closeDialog"})
    return HttpResponseRedirect(address(request, conversation_id))
