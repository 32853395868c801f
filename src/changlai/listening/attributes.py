"""What mentions are filtered, sorted, shown and exported by."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.ai.enums import Aspect, Intent, Sentiment, Urgency
from changlai.listening.attributes_cases import CASES
from changlai.listening.enums import KIND
from changlai.listening.labels import KINDS, PLATFORMS
from changlai.listening.models import MentionSource, Topic
from changlai.records.columns import Columns, Links
from changlai.records.contracts import Asked, Attribute, AttributeSource, Option, Sql
from changlai.records.enums import AttributeKind as Kind
from changlai.records.enums import Operator
from changlai.records.expressions import Expression

SCALE = 10_000  # a number counts ten-thousandths
SAID = Columns("listening_mention", group=_("Mention"))
JUDGED = Columns("listening_mention", group=_("What it means"))
AUTHOR = Columns("listening_mention", group=_("Author"))
TOPICS = Links("listening_mentiontopic", "mention_id", group=_("Mention"))
ASPECTS = Links("listening_mentionaspect", "mention_id", group=_("What it means"))
PRAISED = Links("listening_mentionaspect", "mention_id", _("What it means"), "k.sentiment = 'positive'")
BLAMED = Links("listening_mentionaspect", "mention_id", _("What it means"), "k.sentiment = 'negative'")
_AUTHOR = """(select a.{column} from listening_author a
    where a.organisation_id = r.organisation_id and a.id = r.author_id)"""


def attributes() -> Sequence[Attribute]:
    """Those of what was said, of what it means and of who said it."""
    return (
        SAID.text("text", _("What was said")),
        word(),
        SAID.choice("platform", _("Platform"), options=platforms),
        SAID.choice("kind", _("Kind"), options=lambda: [Option(slug, label) for slug, label in KINDS.items()]),
        TOPICS.many("topic", _("Topic"), "topic_id", kind=Kind.CHOICES, options=topics, has_ids=True),
        SAID.choice("source", _("Source"), "source_id", options=sources, has_ids=True),
        SAID.moment("said_at", _("Said at"), is_sorted=True),
        SAID.moment("heard_at", _("Heard at")),
        SAID.yes_no("to_us", _("Said to us")),
        _count("reach", _("Reach"), order="r.reach"),
        _count("likes", _("Likes")),
        _count("comments", _("Comments")),
        _count("reposts", _("Reposts")),
        _count("copies", _("Copies")),
        SAID.yes_no("is_copy", _("Repeats another one"), expression="(r.fold_id is not null)"),
        SAID.yes_no("is_handled", pgettext_lazy("mention", "Handled")),
        SAID.text("place", _("Place")),
        SAID.text("url", _("Address")),
        JUDGED.choice("sentiment", _("Sentiment"), options=_options(Sentiment)),
        JUDGED.yes_no("is_uncertain", _("Uncertain")),
        JUDGED.choice("intent", _("Intent"), options=_options(Intent)),
        JUDGED.choice("urgency", _("Urgency"), options=_options(Urgency)),
        ASPECTS.many("aspect", _("Speaks of"), "aspect", kind=Kind.CHOICES, options=_options(Aspect)),
        BLAMED.many("blamed", _("Complains about"), "aspect", kind=Kind.CHOICES, options=_options(Aspect)),
        PRAISED.many("praised", _("Praises"), "aspect", kind=Kind.CHOICES, options=_options(Aspect)),
        JUDGED.yes_no("is_corrected", _("Corrected by a person"), expression="(r.corrected_at is not null)"),
        AUTHOR.text("author", _("Author"), expression=_AUTHOR.format(column="name")),
        AUTHOR.text("author_key", _("Author's id"), expression=_AUTHOR.format(column="key")),
        AUTHOR.yes_no("is_customer", _("Author is a customer"), expression=_IS_CUSTOMER),
    )


_IS_CUSTOMER = """exists (select from listening_author a
    where a.organisation_id = r.organisation_id and a.id = r.author_id and a.customer_id is not null)"""


def word() -> Attribute:
    """A word the board counts the mention by: whole, not a part of one."""

    def test(asked: Asked) -> Sql:
        is_there = f"%({asked.name})s = any(r.words)"
        return Sql(is_there if asked.operator == Operator.IS else f"not {is_there}", {asked.name: asked.values[0]})

    return Attribute(
        "word",
        _("Counted word"),
        Kind.TEXT,
        _("What it means"),
        test=test,
        values=Expression("array_to_string(r.words, ' ')", SAID.table),
        operators=(Operator.IS, Operator.IS_NOT),
    )


def _count(path: str, label: Promise, order: str = "") -> Attribute:
    return SAID.number(path, label, expression=f"(r.{path}::bigint * {SCALE})", order=order)


def _options(words: type[StrEnum]) -> Callable[[], Sequence[Option]]:
    return lambda: [Option(one.value, one.label) for one in words]  # type: ignore[attr-defined]  # each has a label


def platforms() -> Sequence[Option]:
    """Those with a name of their own here; others are compared by their word in the API."""
    return [Option(slug, label) for slug, label in PLATFORMS.items()]


def topics() -> Sequence[Option]:
    """In the order the organisation gave them."""
    rows = Topic.objects.order_by("position", "id").values_list("id", "name", "tone")
    return [Option(str(one), name, tone=tone) for one, name, tone in rows]


def sources() -> Sequence[Option]:
    """The lines of the register."""
    return [Option(str(one), name) for one, name in MentionSource.objects.order_by("id").values_list("id", "name")]


ATTRIBUTES = (AttributeSource(KIND, attributes), CASES)
