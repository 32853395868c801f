"""Groups and tags themselves: made, renamed, arranged, merged, deleted. Who changes them takes turns."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from changlai.accounts.models import Member
from changlai.kernel import audit, db, tenancy
from changlai.records import actions as records
from changlai.tags.actions.counting import recount
from changlai.tags.actions.spreading import forget_tags, spread_definitions
from changlai.tags.actions.turns import marking_stands_still, take_turns
from changlai.tags.contracts import ADD, CHOSEN, MOST_TAGS, NAME_LENGTH, REMOVE
from changlai.tags.errors import MergeIntoItself, NameTaken, StillSeveral, TooManyTags
from changlai.tags.models import Tag, Tagging, TagGroup

_ARRANGE_TAGS = """
    update tags_tag t set position = x.n from unnest(%b::bigint[]) with ordinality x(i, n)
    where t.organisation_id = %b and t.group_id = %b and t.id = x.i"""
_ARRANGE_GROUPS = """
    update tags_taggroup g set position = x.n from unnest(%b::bigint[]) with ordinality x(i, n)
    where g.organisation_id = %b and g.id = x.i"""
# Who has both keeps the one that stays, since when and by whom.
_MERGE = """
    update tags_tagging k set tag_id = %(into)s, group_id = %(group)s, is_only = %(only)s
    where k.organisation_id = %(org)s and k.tag_id = %(tag)s and not exists (
      select from tags_tagging y where y.organisation_id = k.organisation_id and y.customer_id = k.customer_id
        and (y.tag_id = %(into)s or (%(only)s and y.group_id = %(group)s and y.id <> k.id)))"""


@transaction.atomic
def create_group(
    *, name: str, tone: int = 8, is_exclusive: bool = False, names: Sequence[str] = (), by: Member | None
) -> TagGroup:
    """Make a group with its first tags. Raises NameTaken, TooManyTags."""
    take_turns()
    name = tidy(name)
    if TagGroup.objects.filter(name=name).exists():
        raise NameTaken(name)
    last = TagGroup.objects.aggregate(last=Max("position"))["last"] or 0
    group = TagGroup.objects.create(
        name=name, tone=tone, is_exclusive=is_exclusive, position=last + 1, created_at=timezone.now()
    )
    audit.record("tags.group_created", actor=by, obj=group, changes={"name": name})
    if names:
        add_tags(group=group, names=names, by=by)
    return group


@transaction.atomic
def change_group(*, group: TagGroup, name: str, tone: int, is_exclusive: bool, by: Member) -> None:
    """Another name, colour or rule for a group. Raises NameTaken; StillSeveral when customers have several of it."""
    take_turns()
    name = tidy(name)
    if TagGroup.objects.filter(name=name).exclude(pk=group.pk).exists():
        raise NameTaken(name)
    if is_exclusive != group.is_exclusive:
        marking_stands_still()
        _let_have(group, only_one=is_exclusive)
    changes: dict[str, list[object]] = {
        "name": [group.name, name],
        "exclusive": [group.is_exclusive, is_exclusive],
    }
    is_renamed = group.name != name
    group.name, group.tone, group.is_exclusive = name, tone, is_exclusive
    group.save(update_fields=["name", "tone", "is_exclusive"])
    audit.record("tags.group_changed", actor=by, obj=group, changes={k: v for k, v in changes.items() if v[0] != v[1]})
    if is_renamed:
        spread_definitions(list(group.tags.all()))


def _let_have(group: TagGroup, *, only_one: bool) -> None:
    """Hold every customer to one tag of the group, or let them have several."""
    worn = Tagging.objects.filter(group=group)
    if only_one:
        several = worn.values("customer").annotate(n=Count("id")).filter(n__gt=1).order_by()[:1000].count()
        if several:
            raise StillSeveral(group.name, several)
    worn.update(is_only=only_one)


@transaction.atomic
def delete_group(*, group: TagGroup, by: Member) -> None:
    """Delete a group with its tags, here and on the platforms that keep them too."""
    take_turns()
    marking_stands_still()
    tags = list(group.tags.all())
    forget_tags(tags)
    audit.record("tags.group_deleted", actor=by, obj=group, changes={"tags": [tag.name for tag in tags]})
    group.delete()


@transaction.atomic
def add_tags(*, group: TagGroup, names: Sequence[str], by: Member | None) -> list[Tag]:
    """New tags at the end of a group, in the order given. Raises NameTaken, TooManyTags."""
    take_turns()
    wanted = list(dict.fromkeys(tidy(name) for name in names if tidy(name)))
    taken = Tag.objects.filter(group=group, name__in=wanted).values_list("name", flat=True).first()
    if taken is not None:
        raise NameTaken(taken)
    if Tag.objects.count() + len(wanted) > MOST_TAGS:
        raise TooManyTags(MOST_TAGS)
    last, now = Tag.objects.filter(group=group).aggregate(last=Max("position"))["last"] or 0, timezone.now()
    made = Tag.objects.bulk_create(
        [
            Tag(organisation_id=group.organisation_id, group=group, name=name, position=last + n, created_at=now)
            for n, name in enumerate(wanted, 1)
        ]
    )
    audit.record("tags.created", actor=by, obj=group, changes={"tags": wanted})
    spread_definitions(made)
    return made


@transaction.atomic
def rename_tag(*, tag: Tag, name: str, by: Member) -> None:
    """Another name for a tag; whoever has it keeps it. Raises NameTaken."""
    take_turns()
    before, name = tag.name, tidy(name)
    if Tag.objects.filter(group_id=tag.group_id, name=name).exclude(pk=tag.pk).exists():
        raise NameTaken(name)
    tag.name = name
    tag.save(update_fields=["name"])
    audit.record("tags.renamed", actor=by, obj=tag, changes={"name": [before, name]})
    spread_definitions([tag])


@transaction.atomic
def arrange_groups(*, ids: Sequence[int], by: Member) -> None:
    """Put the groups into this order; those not named stay where they were."""
    take_turns()
    db.run(_ARRANGE_GROUPS, (list(ids), tenancy.organisation_id()))
    audit.record("tags.arranged", actor=by, changes={})
    spread_definitions(list(Tag.objects.filter(group_id__in=list(ids))))


@transaction.atomic
def arrange_tags(*, group: TagGroup, ids: Sequence[int], by: Member) -> None:
    """Put the tags of a group into this order; ids of other groups are left out."""
    take_turns()
    db.run(_ARRANGE_TAGS, (list(ids), group.organisation_id, group.pk))
    audit.record("tags.arranged", actor=by, obj=group, changes={})
    spread_definitions(list(group.tags.all()))


@transaction.atomic
def merge(*, tag: Tag, into: Tag, by: Member) -> None:
    """Make one tag of two: whoever has ``tag`` has ``into`` afterwards, and ``tag`` is deleted. Deeds under way go on
    with ``into``.

    Where ``into`` belongs to another, exclusive group, a customer who has a tag of that group keeps it.
    """
    if tag.pk == into.pk:
        raise MergeIntoItself
    take_turns()
    marking_stands_still()
    facts = {"org": tag.organisation_id, "tag": tag.pk, "into": into.pk, "group": into.group_id}
    db.run(_MERGE, facts | {"only": into.group.is_exclusive})
    forget_tags([tag], replaced_by=into)
    records.replace_chosen(deeds=(ADD, REMOVE), name=CHOSEN, old=str(tag.pk), new=str(into.pk))
    audit.record("tags.merged", actor=by, obj=into, changes={"tag": tag.name, "into": into.name})
    tag.delete()
    recount([into])


@transaction.atomic
def delete_tag(*, tag: Tag, by: Member) -> None:
    """Take a tag off everybody and delete it, here and on the platforms that keep it too."""
    take_turns()
    marking_stands_still()
    forget_tags([tag])
    audit.record("tags.deleted", actor=by, obj=tag, changes={"customers": tag.customer_count})
    tag.delete()


def tidy(name: str) -> str:
    """A name as it is kept: blanks at its ends and runs of them within are nothing anybody means."""
    return " ".join(name.split())[:NAME_LENGTH]
