"""Who an author is, on a person's word: linked to a customer, parted from one, or put up as one person with them."""

from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers import actions as customers
from changlai.customers import queries as people
from changlai.customers.models import Customer, Identity
from changlai.kernel import audit
from changlai.listening.actions.cases import step
from changlai.listening.actions.cases_people import name_of, take_in
from changlai.listening.actions.cases_telling import note_on_timelines, tell_screens
from changlai.listening.enums import CaseState, StepKind
from changlai.listening.errors import TakenInAlready
from changlai.listening.models import Author, AuthorApart, Case, CaseMention, Mention


@transaction.atomic
def link(*, author: Author, customer: Customer, by: Member, now: datetime) -> bool:
    """Somebody says who it is: their name on the platform becomes the customer's, and cases of theirs are about them.

    False for an author who is another customer already: nothing is merged, the two stand among the possible duplicates
    for whoever merges them by the rules there.
    """
    held = _hold(author)
    AuthorApart.objects.filter(author=held, customer=customer).delete()
    known = _known(held)
    if known and known != customer.pk:
        customers.suggest(held.organisation_id, [known, customer.pk], reason="told_same")
        audit.record("listening.author_put_up", actor=by, obj=held)
        return False
    held.customer = customer
    held.save(update_fields=["customer"])
    if told := name_of(held, customer.pk):
        customers.claim([told])
    audit.record("listening.author_linked", actor=by, obj=held)
    _take_up(held, by, now)
    return True


@transaction.atomic
def part(*, author: Author, customer: Customer, by: Member, now: datetime) -> None:
    """Somebody looked: it is not this customer, who is not suggested again; a link is undone.

    Where the author is another customer, and the member may change both, those two are told apart for good. Raises
    TakenInAlready.
    """
    held = _hold(author)
    AuthorApart.objects.get_or_create(
        organisation_id=held.organisation_id, author=held, customer=customer, defaults={"by": by, "at": now}
    )
    known = _known(held)
    if known == customer.pk:
        _unlink(held, customer, by)
    elif known and _may_change(by, known) and _may_change(by, customer.pk):
        customers.keep_apart(held.organisation_id, [known, customer.pk], by=by, now=now)
    audit.record("listening.author_parted", actor=by, obj=held)


def _hold(author: Author) -> Author:
    return Author.objects.select_for_update(of=("self",)).get(pk=author.pk)


def _names(author: Author) -> "list[Identity]":
    if not author.kind:
        return []
    return list(
        Identity.objects.filter(kind=author.kind, scope=author.scope, value=author.key).select_related("customer")
    )


def _known(author: Author) -> int:
    """The customer the author is already; 0: nobody knows."""
    return author.customer_id or next((one.customer_id for one in _names(author)), 0)


def _may_change(member: Member, customer_id: int) -> bool:
    return people.editable_by(member).filter(pk=customer_id).exists()


def _unlink(author: Author, customer: Customer, by: Member) -> None:
    """Their name is nobody's again, unless the customer is known by nothing else or a case is about them."""
    name = next((one for one in _names(author) if one.customer_id == customer.pk), None)
    alone = name is not None and not Identity.objects.filter(customer=customer).exclude(pk=name.pk).exists()
    if alone or Case.objects.filter(author=author, customer=customer).exists():
        raise TakenInAlready(customer.name)
    if name is not None:
        customers.remove_contact(identity=name, by=by)
    author.customer = None
    author.save(update_fields=["customer"])


def _take_up(author: Author, by: Member, now: datetime) -> None:
    """Cases that had nobody are about the customer now, on whose timeline stands what was said."""
    cases = list(Case.objects.select_for_update(of=("self",)).filter(author=author, customer=None).order_by("id"))
    if not cases or author.customer is None:
        return
    said = CaseMention.objects.filter(case__in=cases).values("mention_id")
    take_in(list(Mention.objects.filter(id__in=said).order_by("said_at", "id")))
    for case in cases:
        case.customer = author.customer
        step(case, StepKind.LINKED, by, now, text=author.customer.name, facts={"customer_id": author.customer_id})
        note_on_timelines([case], what="opened", at=case.opened_at)
        if not CaseState(case.state).is_open and case.solved_at:
            note_on_timelines([case], what=case.state, at=case.solved_at)
    Case.objects.bulk_update(cases, ["customer"])
    tell_screens(cases)
