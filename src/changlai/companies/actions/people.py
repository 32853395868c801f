"""Who works for a company."""

from datetime import date, datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.companies import queries
from changlai.companies.actions.companies import create
from changlai.companies.models import Company, Post
from changlai.customers.models import Customer
from changlai.kernel import audit, db

_LOCK = "select 1 from customers_customer where organisation_id = %s and id = %s for no key update"


@transaction.atomic
def add_person(
    *, company: Company, customer: Customer, position: str = "", since: date | None = None, by: Member
) -> Post:
    """A customer works for a company; told again it changes. It is the main one when there is no other."""
    db.run(_LOCK, (customer.organisation_id, customer.pk))
    has_main = Post.objects.filter(customer=customer, is_main=True).exclude(company=company).exists()
    facts = {"position": position or customer.position, "since": since, "left_on": None, "is_main": not has_main}
    post, is_new = Post.objects.update_or_create(
        organisation_id=company.organisation_id, company=company, customer=customer, defaults=facts
    )
    if is_new:
        audit.record("companies.person_added", actor=by, obj=company, changes={"customer": customer.pk})
    return post


@transaction.atomic
def employ(*, customer: Customer, name: str, by: Member, now: datetime) -> Post:
    """A customer works for the company of this name, which is made when there is none the member may see."""
    company = queries.named_so(by, name) or create(facts={"name": name, "owner": by}, by=by, now=now)
    return add_person(company=company, customer=customer, by=by)


@transaction.atomic
def change_post(
    *, post: Post, position: str, since: date | None, left_on: date | None, is_main: bool, by: Member
) -> None:
    """What a customer does there, and until when. Who left is nobody's main one; there is one main one at most."""
    db.run(_LOCK, (post.organisation_id, post.customer_id))
    post.position, post.since, post.left_on = position, since, left_on
    post.is_main = is_main and left_on is None
    if post.is_main:
        Post.objects.filter(customer_id=post.customer_id, is_main=True).exclude(pk=post.pk).update(is_main=False)
    post.save(update_fields=["position", "since", "left_on", "is_main"])
    audit.record("companies.person_changed", actor=by, obj=post.company, changes={"customer": post.customer_id})


@transaction.atomic
def remove_person(*, post: Post, by: Member) -> None:
    """A customer never worked there."""
    audit.record("companies.person_removed", actor=by, obj=post.company, changes={"customer": post.customer_id})
    post.delete()
