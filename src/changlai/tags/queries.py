"""Questions about tags. Everybody who may see customers may see the words they are marked with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Prefetch
from django.http import Http404

from changlai.accounts.models import Member
from changlai.customers import queries as customers
from changlai.customers.contracts import MergeChoice
from changlai.customers.models import Customer
from changlai.kernel import db
from changlai.kernel.tenancy import organisations
from changlai.tags.models import Tag, Tagging, TagGroup, TagTwin

PAGE = 50
GROUP, TAG = "group", "tag"  # of customers.contracts.MergeChoice.key


def groups(member: Member) -> list[TagGroup]:
    """Every group with its tags, in their order; two statements. Nothing for who may not see customers."""
    if not member.can("customers.view"):
        return []
    inside = Prefetch("tags", Tag.objects.order_by("position", "id"))
    return list(TagGroup.objects.prefetch_related(inside).order_by("position", "id"))


def group_for(member: Member, group_id: int) -> TagGroup:
    """One group; 404 when there is none or it is not for this member."""
    found = TagGroup.objects.filter(id=group_id).first() if member.can("customers.view") else None
    if found is None:
        raise Http404
    return found


def get_for(member: Member, tag_id: int) -> Tag:
    """One tag with its group; 404 when there is none or it is not for this member."""
    found = Tag.objects.select_related("group").filter(id=tag_id).first() if member.can("customers.view") else None
    if found is None:
        raise Http404
    return found


def by_id(ids: Iterable[int]) -> dict[int, Tag]:
    """Tags with their groups, of the organisations in scope; one statement."""
    return {tag.pk: tag for tag in Tag.objects.select_related("group").filter(id__in=set(ids))}


def by_name(group: str, name: str) -> Tag | None:
    """The tag of this name in the group of that name."""
    return Tag.objects.select_related("group").filter(group__name=group, name=name).first()


@dataclass(frozen=True, slots=True)
class Worn:
    """A tag a customer has: its words and colour, and who put it there, when and why."""

    tag_id: int
    name: str
    group_id: int
    group: str
    tone: int
    at: datetime
    by: str
    way: str
    reason: str


_WORN = """
    select k.customer_id, t.id, t.name, g.id, g.name, g.tone, k.tagged_at, coalesce(m.name, k.by), k.way, k.reason
    from tags_tagging k
    join tags_tag t on t.organisation_id = k.organisation_id and t.id = k.tag_id
    join tags_taggroup g on g.organisation_id = k.organisation_id and g.id = k.group_id
    left join accounts_member m on m.organisation_id = k.organisation_id and m.id = k.member_id
    where k.organisation_id = any(%b::bigint[]) and k.customer_id = any(%b::bigint[])
    order by g.position, g.id, t.position, t.id"""


def worn_by(customers: Sequence[Customer]) -> dict[int, list[Worn]]:
    """The tags of each customer, in their order; one statement, whatever their number."""
    return _worn({customer.organisation_id for customer in customers}, [customer.pk for customer in customers])


def _worn(organisation_ids: Iterable[int], customer_ids: Iterable[int]) -> dict[int, list[Worn]]:
    found: dict[int, list[Worn]] = {one: [] for one in customer_ids}
    for row in db.rows(_WORN, (sorted(organisation_ids), list(found))):
        found[row[0]].append(Worn(*row[1:]))
    return found


def worn(customer: Customer) -> list[Worn]:
    """The tags of one customer, in their order."""
    return worn_by([customer])[customer.pk]


def merge_choices(customer_ids: Sequence[int]) -> list[MergeChoice]:
    """What there is to decide about tags when these customers merge; two statements.

    Of an exclusive group one customer's tag stays; all other tags stay but what the member leaves out.
    """
    worn = _worn(organisations(), customer_ids)
    tags = by_id(one.tag_id for own in worn.values() for one in own)
    held = {customer: [tags[one.tag_id] for one in own if one.tag_id in tags] for customer, own in worn.items()}
    return _told(held, len(customer_ids))


def tags_again(rows: Mapping[int, Sequence[Tagging]]) -> list[MergeChoice]:
    """The same of marks as they will stand when a merge is undone, by customer; one statement."""
    tags = by_id(one.tag_id for own in rows.values() for one in own)
    held = {customer: [tags[one.tag_id] for one in own if one.tag_id in tags] for customer, own in rows.items()}
    return _told(held, len(rows))


def _told(held: Mapping[int, Sequence[Tag]], count: int) -> list[MergeChoice]:
    """Tags by customer as choices, in the order of the library."""
    used = {tag.pk: tag for own in held.values() for tag in own}
    ordered = sorted(used.values(), key=lambda tag: (tag.group.position, tag.group_id, tag.position, tag.pk))
    found: list[MergeChoice] = []
    for _group_id, inside in groupby(ordered, key=lambda tag: tag.group_id):
        tags = list(inside)
        found += [_exclusive(tags, held, count)] if tags[0].group.is_exclusive else [_free(tag, held) for tag in tags]
    return found


def _exclusive(tags: Sequence[Tag], held: Mapping[int, Sequence[Tag]], count: int) -> MergeChoice:
    group = tags[0].group
    shown = {customer: tag.name for customer, own in held.items() for tag in own if tag.group_id == group.pk}
    is_open = len(shown) < count or len(set(shown.values())) > 1
    return MergeChoice(f"{GROUP}-{group.pk}", "", group.name, shown, keeps_one=True, is_open=is_open)


def _free(tag: Tag, held: Mapping[int, Sequence[Tag]]) -> MergeChoice:
    shown = {customer: tag.name for customer, own in held.items() if tag in own}
    return MergeChoice(f"{TAG}-{tag.pk}", tag.group.name, tag.name, shown, keeps_one=False, tone=tag.group.tone)


def ids_of(customer: Customer) -> set[int]:
    """The ids of a customer's tags."""
    return set(Tagging.objects.filter(customer=customer).values_list("tag_id", flat=True))


def twins(tags: Iterable[Tag]) -> dict[int, list[TagTwin]]:
    """Where else these tags stand, by tag; one statement."""
    found: dict[int, list[TagTwin]] = {}
    for twin in TagTwin.objects.select_related("account").filter(tag__in=list(tags)).order_by("account_id"):
        found.setdefault(twin.tag_id, []).append(twin)
    return found


def wearers(member: Member, tag: Tag, *, below: int | None = None, limit: int = PAGE) -> list[Tagging]:
    """Who has a tag, the latest marked first, as far as the member may see them; one more than ``limit`` tells that
    there is more. ``below`` is the id of the last one of the page above.
    """
    rows = Tagging.objects.filter(tag=tag, customer__in=customers.visible_to(member))
    if below is not None:
        rows = rows.filter(id__lt=below)
    return list(rows.select_related("customer", "customer__owner", "member").order_by("-id")[: limit + 1])
