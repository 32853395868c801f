"""Who an author may be: a customer we know, with the reasons; a person decides."""

from dataclasses import dataclass

from django.db.models import Func, QuerySet, Value
from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.customers import queries as customers
from changlai.customers.models import Customer
from changlai.listening.enums import LinkState
from changlai.listening.models import Author, Mention

MOST = 3
EARLIER, COPIES, BELOW = 10, 20, 20


@dataclass(frozen=True, slots=True)
class Likely:
    """A customer the author may be, and why one may think so."""

    customer: Customer
    reasons: tuple[str, ...]


def likely(member: Member, author: Author) -> list[Likely]:
    """Customers the member may see who are called like the author, those of the same place first; two statements at
    most. Who was refused is not suggested again, and who is linked is no suggestion.
    """
    if author.link == LinkState.LINKED or not author.name or not member.can("customers.view"):
        return []
    key = Func(Value(author.name), function="records_name_key")
    rows = customers.visible_to(member).filter(name_key=key).exclude(name="")
    if author.link == LinkState.REFUSED and author.customer_id:
        rows = rows.exclude(id=author.customer_id)
    found = [Likely(one, _reasons(one, author)) for one in rows.order_by("-last_interaction_at", "-id")[: 4 * MOST]]
    return sorted(found, key=lambda one: -len(one.reasons))[:MOST]


def _reasons(customer: Customer, author: Author) -> tuple[str, ...]:
    told = [_("Called “%(name)s” here, too") % {"name": customer.name}]
    if customer.city and author.place and (customer.city in author.place or author.place in customer.city):
        told.append(_("Both in %(place)s") % {"place": customer.city})
    if customer.company and customer.company in author.name:
        told.append(_("The name holds the company %(company)s") % {"company": customer.company})
    return tuple(told)


def earlier(mention: Mention) -> list[Mention]:
    """What the author said besides, the latest first."""
    if mention.author_id is None:
        return []
    rows = Mention.objects.filter(author=mention.author_id).exclude(id=mention.pk)
    return list(rows.order_by("-said_at", "-id")[:EARLIER])


def copies(mention: Mention) -> QuerySet[Mention]:
    """Those that repeat it, by whom most may have read first."""
    return Mention.objects.filter(fold=mention).select_related("author").order_by("-reach", "id")[:COPIES]


def below(mention: Mention) -> QuerySet[Mention]:
    """What others answered or passed on, the most liked first."""
    rows = Mention.objects.filter(platform=mention.platform, parent=mention.key).select_related("author")
    return rows.order_by("-likes", "id")[:BELOW]
