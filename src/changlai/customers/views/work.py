"""Who works on a customer, and what colleagues write for each other."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.pages import Request, page
from changlai.customers import actions, queries
from changlai.customers.enums import FollowUpKind
from changlai.customers.errors import EmptyNote, NotYours
from changlai.customers.forms import CollaboratorForm, FollowUpFactsForm, NoteForm, OwnerForm
from changlai.customers.models import Customer, Note
from changlai.customers.views.facts import back
from changlai.customers.views.record import address, show
from changlai.kernel import files
from changlai.ui.render import go_to, render, wants_fragment

SIDE = 320  # pixels of a picture's thumbnail


@page(can="customers.edit")
def owner(request: Request, customer_id: int) -> HttpResponse:
    """Who is responsible, and why that changes, in a dialog."""
    customer = queries.get_to_edit(request.member, customer_id)
    form = OwnerForm(request.POST or None, initial={"owner": customer.owner_id})
    form.offer(accounts.visible_members(request.member).filter(is_active=True).order_by("name", "id"))
    if form.is_valid():
        actions.assign_owner(customer=customer, by=request.member, **form.cleaned_data)
        return go_to(request, _next(request, customer))
    context = {"customer": customer, "form": form}
    return render(request, "customers/owner.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="customers.edit")
def collaborators(request: Request, customer_id: int) -> HttpResponse:
    """Who works on the customer beside the owner, in a dialog that stays open."""
    customer = queries.get_to_edit(request.member, customer_id)
    form = CollaboratorForm(request.POST or None)
    form.offer(accounts.visible_members(request.member).filter(is_active=True).order_by("name", "id"))
    is_wrong = form.is_bound and not form.is_valid()
    if form.is_bound and not is_wrong:
        actions.add_collaborator(customer=customer, by=request.member, now=timezone.now(), **form.cleaned_data)
        return _collaborators(request, customer, None)
    return _collaborators(request, customer, form if is_wrong else None)


@page(can="customers.edit", methods=("POST",))
def collaborator(request: Request, customer_id: int, member_id: int) -> HttpResponse:
    """A colleague works on the customer no more."""
    customer = queries.get_to_edit(request.member, customer_id)
    member = accounts.get_for(request.member, member_id)
    actions.remove_collaborator(customer=customer, member=member, by=request.member, now=timezone.now())
    return _collaborators(request, customer, None)


def _collaborators(request: Request, customer: Customer, form: CollaboratorForm | None) -> HttpResponse:
    fresh = CollaboratorForm()
    taken = queries.collaborators(customer)
    known = {one for one in (customer.owner_id, *(one.member_id for one in taken)) if one}
    colleagues = accounts.visible_members(request.member).filter(is_active=True).exclude(id__in=known)
    fresh.offer(colleagues.order_by("name", "id"))
    context: dict[str, Any] = {"customer": customer, "collaborators": taken, "form": form or fresh}
    return render(request, "customers/collaborators.html", context, block="dialog", status=422 if form else 200)


@page(can="customers.edit", methods=("POST",))
def notes(request: Request, customer_id: int) -> HttpResponse:
    """Write a note, with files; htmx gets the timeline with it."""
    customer = queries.get_to_edit(request.member, customer_id)
    form = NoteForm(request.POST)
    uploads = request.FILES.getlist("files")
    if not form.is_valid() or not (form.cleaned_data["text"].strip() or uploads):
        if form.is_valid():
            form.add_error("text", str(EmptyNote().sentence))
        return show(request, customer, form)
    actions.write_note(
        customer=customer, text=form.cleaned_data["text"], by=request.member, now=timezone.now(), uploads=uploads
    )
    if wants_fragment(request):
        return show(request, customer)
    return HttpResponseRedirect(address(request, customer))


@page(can="customers.edit")
def note(request: Request, customer_id: int, note_id: int) -> HttpResponse:
    """Change one's own note or follow-up, in a dialog."""
    held = _own_note(request, customer_id, note_id)
    is_note = held.kind == FollowUpKind.NOTE
    known = {"text": held.text, "outcome": held.outcome, "minutes": held.seconds // 60 if held.seconds else None}
    form: NoteForm | FollowUpFactsForm = (NoteForm if is_note else FollowUpFactsForm)(
        request.POST or None, initial=known
    )
    if isinstance(form, FollowUpFactsForm):
        form.offer(queries.usable_outcomes(held=held.outcome))
    if form.is_valid():
        more = {} if isinstance(form, NoteForm) else {"seconds": form.seconds, "outcome": form.cleaned_data["outcome"]}
        actions.edit_note(note=held, text=form.cleaned_data["text"], by=request.member, now=timezone.now(), **more)
        return back(request, held.customer)
    context = {"customer": held.customer, "note": held, "form": form}
    return render(request, "customers/note.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="customers.edit", methods=("POST",))
def note_removal(request: Request, customer_id: int, note_id: int) -> HttpResponse:
    """Take one's own note away."""
    held = _own_note(request, customer_id, note_id)
    actions.delete_note(note=held, by=request.member)
    return back(request, held.customer)


@page(can="customers.edit", methods=("POST",))
def note_pin(request: Request, customer_id: int, note_id: int) -> HttpResponse:
    """Let a note stand above the timeline, or no more."""
    customer = queries.get_to_edit(request.member, customer_id)
    held = queries.note_of(customer, note_id)
    actions.pin_note(note=held, is_pinned=not held.is_pinned, by=request.member)
    return show(request, customer) if wants_fragment(request) else back(request, customer)


@page(can="customers.view", methods=("GET",))
def note_file(request: Request, customer_id: int, file_id: int) -> HttpResponse:
    """A file of a note; ``?thumbnail`` a small picture of it, ``?download`` to keep it."""
    file = queries.file_of(queries.get_for(request.member, customer_id), file_id)
    return files.attachment_response(request, file, SIDE)


def _own_note(request: Request, customer_id: int, note_id: int) -> Note:
    customer = queries.get_to_edit(request.member, customer_id)
    held = queries.note_of(customer, note_id)
    if not queries.owns_note(request.member, held):
        raise NotYours
    return held


def _next(request: Request, customer: Customer) -> str:
    """The customer's page, or the list when handing over has put the customer out of the member's sight."""
    request.member.__dict__.pop("_collaborations", None)
    if queries.visible_to(request.member).filter(id=customer.id).exists():
        return address(request, customer)
    return reverse("customers:list", args=[request.organisation.slug])
