"""Where customers came from, in words. What people write stands as they wrote it; of a first touch through a channel
the slug of its product is kept, so that everybody reads it in their own language and it counts as one source.
"""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils import translation

from changlai.channels import queries as channels


def told(source: str) -> str:
    """A source as it is kept, in words of the reader's language."""
    label = channels.product_labels().get(source)
    return str(label) if label is not None else source


def kept(text: str) -> str:
    """What is kept for a source as somebody wrote it: a product called by its name, in any language, is its slug."""
    return _slugs().get(text.strip().casefold(), text)


def called_like(part: str, *, from_start: bool) -> list[str]:
    """Slugs of the products whose name, in any language, contains this, or begins with it."""
    sought = part.strip().casefold()
    fits = str.startswith if from_start else str.__contains__
    return sorted({slug for words, slug in _slugs().items() if fits(words, sought)})


@cache
def _slugs() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(label).casefold(): slug for slug, label in channels.product_labels().items()}
    return found
