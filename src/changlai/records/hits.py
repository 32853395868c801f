"""What a search has found, as it stands on a page: a title, why it is there, what was looked for marked.

A masked word is never shown to who sees it masked: of a phone number its mask, of anything else only that it fits.
"""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from changlai.accounts.finding import SearchHit
from changlai.records.folding import marked
from changlai.records.pieces import phone_digits, terms_of
from changlai.records.queries import Hit
from changlai.ui.numbers import phone

AROUND, LENGTH = 12, 60  # characters of a long word before the place, and in all


def drawn(hits: Sequence[Hit], text: str, slug: str) -> list[SearchHit]:
    """Hits as lines of a result within the organisation called ``slug``; asks no database."""
    terms = terms_of(text)
    return [_line(hit, terms, slug) for hit in hits]


def _line(hit: Hit, terms: Sequence[str], slug: str) -> SearchHit:
    name, argument = hit.kind.page
    return SearchHit(
        label=marked(hit.face.title, terms),
        url=reverse(name, kwargs={"organisation": slug, argument: hit.record_id}),
        detail="" if hit.match.is_shown and hit.match.word.text == hit.face.detail else hit.face.detail,
        icon=hit.kind.icon,
        avatar=hit.face.avatar,
        record_id=hit.record_id,
        reason="" if hit.is_titled else reason(hit, terms),
    )


def reason(hit: Hit, terms: Sequence[str]) -> Markup:
    """By which word a record was found: ``Remark: Lin from the <mark>fair</mark>``."""
    word, digits = hit.match.word, phone_digits(hit.match.word.text)
    label = _("Last digits of the %(field)s") % {"field": hit.label.lower()} if hit.match.is_end else hit.label
    if digits:
        said = escape(phone(word.text, masked=False)) if hit.match.is_shown else escape(phone(word.text))
        shown = marked(str(said), terms) if hit.match.is_shown else said
    else:
        shown = marked(word.text, terms, around=AROUND, length=LENGTH) if hit.match.is_shown else Markup("")
    return escape(_("%(field)s: %(text)s")) % {"field": label, "text": shown} if shown else escape(label)
