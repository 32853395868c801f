"""Translations: ``python -m tools.translations compile | check | update``.

Only .po files are committed, one for each module and language; English stands in the code. ``check`` fails on a
sentence without a translation, on a fuzzy or empty one, on one that nobody says any more, on placeholders that differ,
on a member who is addressed like a customer, and on a sentence that modules translate differently: the product shows
only one of them. ``update`` writes the sentences of the code into the .po files, for translators.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "changlai"
LANGUAGES = ("zh_Hans",)
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
METHODS = [
    ("**/tests/**", "ignore"),
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
]
OPTIONS = {
    "**/templates/**.html": {"newstyle_gettext": "true", "trimmed": "true", "silent": "false", "encoding": "utf-8"}
}


# Members are addressed with 你, as in the work apps they know; 您 is for customers, in what these files say to them.
TO_CUSTOMERS = (
    "channels/adapters/wecom/forms.py",
    "inbox/actions/ratings.py",
    "inbox/queries/desk.py",
    "inbox/setup_forms.py",
    "inbox/templates/inbox/rating.html",
    "listening/actions/cases_talking.py",
    "listening/templates/listening/survey.html",
)


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    """Every committed catalogue with the file it stands in."""
    for file in sorted(SOURCE.glob("*/locale/*/LC_MESSAGES/django.po")):
        with file.open("rb") as stream:
            yield file, read_po(stream, locale=file.parts[-3], domain="django", abort_invalid=True)


def compile_all() -> None:
    """Write a .mo beside each .po; a half-written file is never seen."""
    for file, catalogue in catalogues():
        unfinished = file.with_suffix(".mo.tmp")
        with unfinished.open("wb") as stream:
            write_mo(stream, catalogue)
        unfinished.replace(file.with_suffix(".mo"))


def spoken(module: Path) -> Catalog:
    """Every translatable sentence in a module's Python files and templates."""
    said = Catalog(domain="django")
    for name, line, text, comments, context in extract_from_dir(
        str(module), METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        said.add(text, None, [(f"{module.name}/{name}", line)], auto_comments=comments, context=context)
    return said


def complaints() -> list[str]:
    """What is missing, left over, fuzzy or wrong in the catalogues; a sentence counts once for the whole product."""
    written = list(catalogues())
    found = list(disagreements(written))
    for language in LANGUAGES:
        known = {
            key(message) for file, po in written if file.parts[-3] == language for message in po if is_done(message)
        }
        for module in modules():
            file = module / "locale" / language / "LC_MESSAGES" / "django.po"
            found += [
                f"{where(message)} has no {language} translation: {message.id!r}"
                for message in spoken(module)
                if message.id and key(message) not in known
            ]
            found += [
                f"{file.relative_to(SOURCE)}: {complaint}"
                for path, po in written
                if path == file
                for complaint in catalogue_complaints(po, spoken(module))
            ]
    return found


def disagreements(written: Iterable[tuple[Path, Catalog]]) -> Iterator[str]:
    """Sentences that several catalogues of a language translate differently. At run time all of them are one: whichever
    comes last is shown everywhere. Where the meaning differs, a context (``pgettext``) tells the two apart.
    """
    said: dict[tuple[str, tuple[str, str]], dict[str, list[str]]] = {}
    for file, po in written:
        for message in po:
            if is_done(message):
                ways = said.setdefault((file.parts[-3], key(message)), {})
                ways.setdefault(str(message.string), []).append(file.parts[-5])
    for (language, (context, sentence)), ways in sorted(said.items()):
        if len(ways) > 1:
            told = "; ".join(f"{', '.join(names)}: {way}" for way, names in ways.items())
            within = f" ({context})" if context else ""
            yield f"{sentence!r}{within} has several {language} translations, give one of them a context: {told}"


def catalogue_complaints(po: Catalog, said: Catalog) -> Iterator[str]:
    """What is wrong inside one catalogue."""
    used = {key(message) for message in said}
    for message in po:
        if not message.id:
            continue
        if key(message) not in used:
            yield f"line {message.lineno}: nobody says {message.id!r} any more"
        elif not is_done(message):
            yield f"line {message.lineno}: {'fuzzy' if message.fuzzy else 'not translated'}: {message.id!r}"
        if "您" in str(message.string) and not any(name in TO_CUSTOMERS for name, _line in message.locations):
            yield f"line {message.lineno}: members are addressed with 你: {message.id!r}"
        for error in message.check(po):
            yield f"line {message.lineno}: {error}"
    if po.obsolete:
        yield f"{len(po.obsolete)} obsolete entries (#~): delete them"


def update() -> None:
    """Bring each module's .po files in step with its code; new sentences come without a translation, but for those
    that another module has translated.
    """
    known = {(file, key(message)) for file, po in catalogues() for message in po if is_done(message)}
    for module in modules():
        said = spoken(module)
        for language in LANGUAGES:
            file = module / "locale" / language / "LC_MESSAGES" / "django.po"
            po = Catalog(locale=language, domain="django")
            if file.exists():
                with file.open("rb") as stream:
                    po = read_po(stream, locale=language, domain="django")
            po.update(said, no_fuzzy_matching=True, update_creation_date=False)
            po.obsolete.clear()
            elsewhere = {name for path, name in known if path != file and path.parts[-3] == language}
            for message in [one for one in po if one.id and not is_done(one) and key(one) in elsewhere]:
                po.delete(message.id, message.context)
            if len(po):
                file.parent.mkdir(parents=True, exist_ok=True)
                with file.open("wb") as stream:
                    write_po(stream, po, width=116, omit_header=False, sort_by_file=True, include_lineno=False)


def modules() -> list[Path]:
    """The modules; the settings name languages only, and Django itself translates those."""
    return sorted(folder.parent for folder in SOURCE.glob("*/__init__.py") if folder.parent.name != "settings")


def key(message: Message) -> tuple[str, str]:
    """A sentence's name: its context and its singular."""
    singular = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return message.context or "", str(singular)


def is_done(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(message.id) and not message.fuzzy and all(texts)


def where(message: Message) -> str:
    name, line = message.locations[0]
    return f"{name}:{line}"


def main() -> None:
    match sys.argv[1:]:
        case ["compile"]:
            compile_all()
        case ["update"]:
            update()
        case ["check"]:
            found = complaints()
            print("\n".join(found) or "every sentence is translated")
            sys.exit(1 if found else 0)
        case _:
            sys.exit("usage: python -m tools.translations compile | check | update")


if __name__ == "__main__":
    main()
