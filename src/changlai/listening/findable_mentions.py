"""What mentions are found by: what was said, what it was said about, and who said it."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from changlai.listening.enums import KIND
from changlai.listening.models import Mention
from changlai.records.contracts import Findable, Word


def words(ids: Sequence[int]) -> Mapping[int, Sequence[Word]]:
    """One statement. An author with another name by now is found by it in what they say from then on."""
    rows = Mention.objects.filter(id__in=ids).values_list("id", "text", "about", "author__name")
    told = (("text", 50), ("about", 30), ("author", 60))
    return {
        one: [Word(field, text, weight) for (field, weight), text in zip(told, texts, strict=True) if text]
        for one, *texts in rows
    }


MENTION_WORDS = Findable(
    kind=KIND,
    words=words,
    tables=(("listening_mention", "id", ("text", "about", "author_id")),),
    labels={"text": _("What was said"), "about": _("What it answers"), "author": _("Author")},
    moment="said_at",
)
