"""Who works for a company, and for whom somebody works."""

from dataclasses import dataclass

from django.http import Http404

from changlai.accounts.models import Member
from changlai.companies.models import Company, Post
from changlai.customers import queries as customers
from changlai.customers.enums import KIND as CUSTOMER
from changlai.customers.models import Customer
from changlai.kernel import db
from changlai.records import queries as records

FOUND = 8
MOST_PEOPLE = 200  # of one company, that its page shows


@dataclass(frozen=True, slots=True)
class Person:
    """A customer at a company."""

    post: Post
    customer: Customer


def people(member: Member, company: Company) -> list[Person]:
    """The customers of a company the member may see, who is still there first; two statements."""
    posts = list(Post.objects.filter(company=company).order_by("left_on", "id")[:MOST_PEOPLE])
    rows = customers.visible_to(member).filter(id__in=[one.customer_id for one in posts])
    known = {one.pk: one for one in rows.select_related("owner")}
    found = [Person(one, known[one.customer_id]) for one in posts if one.customer_id in known]
    return sorted(found, key=lambda one: (one.post.left_on is not None, one.post.pk))


def candidates(member: Member, company: Company, name: str) -> list[Customer]:
    """Customers to add to a company: those the search finds by these words who are not there yet."""
    hits = records.find(member, records.kind_of(CUSTOMER), name, limit=FOUND).hits if name else ()
    ids = [one.record_id for one in hits]
    there = set(Post.objects.filter(company=company, customer__in=ids).values_list("customer_id", flat=True))
    known = {one.pk: one for one in customers.editable_by(member).filter(id__in=ids)}
    return [known[one] for one in ids if one in known and one not in there]


def posts_of(customer: Customer) -> list[Post]:
    """For whom a customer works and worked, the main one first; one statement."""
    rows = Post.objects.filter(customer=customer).select_related("company", "company__industry")
    return sorted(rows, key=lambda one: (not one.is_main, one.left_on is not None, one.pk))


def post_of(company: Company, post_id: int) -> Post:
    """One post of a company; 404 when it is not there."""
    found = Post.objects.filter(company=company, id=post_id).first() if db.is_id(post_id) else None
    if found is None:
        raise Http404
    return found
