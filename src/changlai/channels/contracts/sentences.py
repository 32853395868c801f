"""Sentences about a call that failed: kept as adapters write them, read in everybody's own language."""

from django.utils.translation import gettext


def in_words(sentence: str) -> str:
    """A kept sentence in the reader's language.

    It is an English msgid. One that ends with a colon is followed by a fact in the platform's own words (an address,
    a name), which is nobody's to translate.
    """
    if not sentence:
        return ""
    said, colon, fact = sentence.rpartition(": ")
    known = gettext(sentence)
    if known != sentence or not colon:
        return known
    msgid = said + ":"
    told = gettext(msgid)
    return f"{told} {fact}" if told.endswith(":") else told + fact
