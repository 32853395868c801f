"""The pages people read, and what is in them."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def pages() -> list[Path]:
    """Every Markdown file that git tracks or would track."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def text(path: Path | str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def prose(path: Path) -> str:
    """The page without its code blocks."""
    return FENCE.sub("", text(path))


def blocks(path: Path, *languages: str) -> list[str]:
    """The code blocks of these languages."""
    return [body for language, body in FENCE.findall(text(path)) if language in languages]


def table_rows(page: str) -> list[list[str]]:
    """The cells of every row of every table, heads and rules left out."""
    lines = (line.strip() for line in page.splitlines() if line.startswith("|") and not re.fullmatch(r"[|\s:-]+", line))
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))] for line in lines]
