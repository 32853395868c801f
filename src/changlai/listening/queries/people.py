"""Who an author may be: customers we know, with the reasons; a person decides."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Func, QuerySet, Value
from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.channels.contracts import reach
from changlai.customers import queries as customers
from changlai.customers.models import Customer, Identity
from changlai.listening.models import Author, AuthorApart, Mention
from changlai.orders import queries as orders

MOST = 3
EARLIER, COPIES, BELOW = 10, 20, 20
_PHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
_NUMBER = re.compile(r"(?<![A-Za-z0-9-])(?=[A-Za-z0-9-]*\d)[A-Za-z0-9-]{6,40}(?![A-Za-z0-9-])")
_MOST_NUMBERS = 20


@dataclass(frozen=True, slots=True)
class Likely:
    """A customer the author may be, and why one may think so, the strongest reason first."""

    customer: Customer
    reasons: tuple[str, ...]


def likely(member: Member, author: Author) -> list[Likely]:
    """Customers the member may see who may be the author: they are called alike, or a post names their phone number or
    an order of theirs. At most MOST; ten statements, whatever there is.

    Who was refused is not suggested again. An author who is a customer already may be one of these only as long as
    nothing but their name in public is known of them.
    """
    if not member.can("customers.view") or (author.customer_id and not _is_known_in_public_only(author)):
        return []
    told = _told(member, author)
    named = customers.visible_to(member).filter(name_key=Func(Value(author.name), function="records_name_key"))
    alike = list(named.order_by("-last_interaction_at", "-id")[: 4 * MOST]) if author.name else []
    known = {one.pk: one for one in alike}
    known |= {one.pk: one for one in customers.visible_to(member).filter(id__in=set(told) - set(known))}
    for pk in _refused(author, list(known)):
        known.pop(pk, None)
    same = {one.pk for one in alike}
    found = [
        Likely(one, (*told.get(one.pk, ()), *_reasons(one, author, is_alike=pk in same))) for pk, one in known.items()
    ]
    return sorted(found, key=lambda one: (one.customer.pk not in told, -len(one.reasons)))[:MOST]


def _is_known_in_public_only(author: Author) -> bool:
    """Whether nothing is known of the customer but names like this one."""
    names = Identity.objects.filter(customer_id=author.customer_id or 0, is_strong=True)
    return not names.exclude(kind=author.kind).exists()


def _refused(author: Author, ids: list[int]) -> set[int]:
    """Whom the author is not, on a person's word, and who they are already."""
    apart = AuthorApart.objects.filter(author=author, customer_id__in=ids).values_list("customer_id", flat=True)
    pairs = customers.pairs_told_apart([*ids, author.customer_id]) if author.customer_id else []
    told = {one for pair in pairs if author.customer_id in pair for one in pair}
    return {*apart, *told, *([author.customer_id] if author.customer_id else [])}


def _told(member: Member, author: Author) -> dict[int, list[str]]:
    """What the author's latest posts say of who they are, by customer."""
    texts = Mention.objects.filter(author=author).order_by("-said_at", "-id").values_list("text", flat=True)[:EARLIER]
    said = "\n".join(texts)
    found: dict[int, list[str]] = {}
    if phones := _first(one for text in _PHONE.findall(said) if (one := reach.phone(text)[0])):
        rows = Identity.objects.filter(kind="phone", value__in=phones).values_list("customer_id", flat=True)
        for customer_id in rows[: 4 * MOST]:
            found.setdefault(customer_id, []).append(_("A post of theirs names this customer's phone number"))
    if (numbers := _first(_NUMBER.findall(said))) and member.can("orders.view"):
        bought = orders.visible_to(member).filter(number__in=numbers).order_by("-id")
        for customer_id, number in bought.values_list("customer_id", "number")[: 4 * MOST]:
            told = _("A post of theirs names this customer's order %(number)s") % {"number": number}
            found.setdefault(customer_id, []).append(told)
    return found


def _first(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))[:_MOST_NUMBERS]


def _reasons(customer: Customer, author: Author, *, is_alike: bool) -> tuple[str, ...]:
    told = [_("Called “%(name)s” here, too") % {"name": customer.name}] if is_alike else []
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
