"""Customers by their tags."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from changlai.kernel import db
from changlai.kernel.tenancy import organisation_id
from changlai.records.columns import Links
from changlai.records.contracts import Attribute, AttributeSource, Option
from changlai.records.enums import AttributeKind
from changlai.tags.models import TagGroup

_TAGS = """
    select t.id, t.name, g.name, g.tone from tags_tag t
    join tags_taggroup g on g.organisation_id = t.organisation_id and g.id = t.group_id
    where t.organisation_id = %s order by g.position, g.id, t.position, t.id"""
TAGGINGS = Links("tags_tagging", "customer_id", group=_("Tags"))


def attributes() -> Sequence[Attribute]:
    """Which tags a customer has, when they got one, and of which groups."""
    return (
        TAGGINGS.many("tags", _("Tags"), "tag_id", kind=AttributeKind.TAGS, options=tags, has_ids=True),
        TAGGINGS.many(
            "tag_groups", _("Groups of tags"), "group_id", kind=AttributeKind.CHOICES, options=groups, has_ids=True
        ),
        TAGGINGS.many("tagged", _("Tagged"), "tagged_at", kind=AttributeKind.MOMENT),
    )


def tags() -> Sequence[Option]:
    """Every tag, in the order of the library."""
    rows = db.rows(_TAGS, (organisation_id(),))
    return [Option(str(one), name, group, tone) for one, name, group, tone in rows]


def groups() -> Sequence[Option]:
    """Every group, in the order of the library."""
    rows = TagGroup.objects.order_by("position", "id").values_list("id", "name", "tone")
    return [Option(str(one), name, tone=tone) for one, name, tone in rows]


ATTRIBUTES = (AttributeSource("customer", attributes),)
