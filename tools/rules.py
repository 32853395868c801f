"""Rules of the house that no linter knows: ``python -m tools.rules``. Each answers with a list of trespasses.

A trespass is "file:line what is wrong". The tests in tests/architecture ask the same functions.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 300  # lines: what fits in a head
LONG_BY_NATURE = re.compile(r"(^|/)migrations/|\.lock$|package-lock\.json$|\.po$|\.md$|\.svg$|fixtures/")
TEXT = {
    ".py", ".html", ".js", ".css", ".md", ".toml", ".ini", ".sh", ".sql", ".yaml", ".yml", ".json", ".po", ".in",
    ".lock", ".txt", ".svg", ".service", ".conf", "",
}  # fmt: skip
CODE = {".py", ".html", ".js", ".css", ".sql"}

# Brackets keep these patterns from finding themselves.
UNFINISHED = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X])\b(?!\(#\d+\))|coming soo[n]|敬请期[待]|开发[中]")
THIS_MACHINE = re.compile(
    r"/wor[k]/|/opt/pyp[i]|/roo[t]/\.|/home/[a-z]+/"
    r"|https?://[^\s\"']*(pyp[i]\.|pythonhoste[d]|npmj[s]|registr[y]\.|deb\.debia[n]|/simpl[e]\b)"
)
MAIL_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
INLINE = {
    "a style attribute; use a class": re.compile(r"<[^>]*\sstyle\s*="),
    "a <style> element; use a css file": re.compile(r"<style\b"),
    "a script without src; use an island": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")"),
    "an event attribute; use an island": re.compile(r"<[^>{]*\son[a-z]+\s*="),
    "hx-on; use an island": re.compile(r"\bhx-on\b"),
}


def long_files() -> list[str]:
    """Files of ours with more lines than fit in a head."""
    return [
        f"{name}: {count} lines, at most {LONGEST_FILE}; split it by verb or noun"
        for name, text in sources(CODE)
        if not LONG_BY_NATURE.search(name) and (count := text.count("\n")) > LONGEST_FILE
    ]


def unfinished_work() -> list[str]:
    """Left-overs and promises: a task without an issue's number, or words for what is not there yet."""
    return found(UNFINISHED, "is unfinished work: finish it, or name its issue", sources(TEXT))


def traces_of_this_machine() -> list[str]:
    """Paths and package registries of whoever wrote it: they mean nothing elsewhere."""
    return found(THIS_MACHINE, "belongs to one machine", sources(TEXT))


def inline_behaviour() -> list[str]:
    """Styles and scripts inside templates: the content security policy would block them. A mail has its style."""
    pages = [(name, text) for name, text in sources({".html"}) if "/templates/" in name]
    templates = [(name, MAIL_STYLE.sub("", text) if "/mail/" in name else text) for name, text in pages]
    return [line for what, pattern in INLINE.items() for line in found(pattern, f"is {what}", templates)]


RULES: tuple[Callable[[], list[str]], ...] = (long_files, unfinished_work, traces_of_this_machine, inline_behaviour)


def sources(suffixes: set[str]) -> Iterator[tuple[str, str]]:
    """Name and text of every file that git tracks or would track."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    for name in names:
        file = ROOT / name
        if file.suffix in suffixes and file.is_file():
            yield name, file.read_text(errors="replace")


def found(pattern: re.Pattern[str], what: str, files: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1} {match[0][:60].strip()!r} {what}"
        for name, text in files
        for match in pattern.finditer(text)
    ]


def main() -> None:
    trespasses = [trespass for rule in RULES for trespass in rule()]
    print("\n".join(trespasses) or "the rules of the house are kept")
    sys.exit(1 if trespasses else 0)


if __name__ == "__main__":
    main()
