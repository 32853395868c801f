"""Names that people gave to files, made harmless. Paths on disk never come from them."""

import re
import unicodedata

LONGEST = 150  # characters
# Separators and what Windows forbids, controls, lone surrogates, and characters that turn or hide text
# ("invoice\u202efdp.exe" shows as "invoiceexe.pdf").
UNSAFE = re.compile(
    '[\x00-\x1f\x7f-\x9f<>:"/\\\\|?*\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]'
)


def clean_name(name: str) -> str:
    """The last part of ``name`` without unsafe characters, at most 150 characters, extension kept; never empty."""
    last = re.split(r"[/\\]", name)[-1]
    text = unicodedata.normalize("NFC", UNSAFE.sub("", last))
    text = " ".join(text.split()).strip(". ")
    stem, dot, extension = text.rpartition(".")
    if len(text) > LONGEST and dot and len(extension) < LONGEST // 2:
        text = stem[: LONGEST - len(extension) - 1] + dot + extension
    return text[:LONGEST].strip(". ") or "file"


def extension_of(name: str) -> str:
    """Lower-case, without the dot; "" when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def with_extension(name: str, allowed: tuple[str, ...]) -> str:
    """``name`` ending in one of ``allowed``: a picture called "photo.png" that is a JPEG becomes "photo.jpg"."""
    own = extension_of(name)
    if own in allowed:
        return name
    stem = name.rpartition(".")[0] if own.isalnum() and len(own) <= 5 else name  # noqa: PLR2004 - as long as extensions are
    return clean_name(f"{(stem or name)[: LONGEST - 8]}.{allowed[0]}")
