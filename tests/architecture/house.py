"""The ground plan as data: floors from .importlinter, folders from src/changlai."""

import configparser
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "changlai"
CONTRACTS = ROOT / ".importlinter"
TOOL_BOXES = {"kernel", "ui", "cli"}  # no rooms of a house inside
NO_FLOOR = {"settings"}


@cache
def contracts() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(CONTRACTS)
    return parser


def listed(contract: str, field: str) -> list[str]:
    """The lines of a list in one contract."""
    return contracts()[f"importlinter:contract:{contract}"][field].split()


@cache
def floors() -> dict[str, int]:
    """The floor of each module: the kernel lies at 0."""
    rows = contracts()["importlinter:contract:floors"]["layers"].strip().splitlines()
    names = [[part.strip(" ()") for part in row.split("|")] for row in rows]
    return {module: len(names) - 1 - height for height, row in enumerate(names) for module in row}


def modules() -> set[str]:
    """The modules there are."""
    return {file.parent.name for file in SOURCE.glob("*/__init__.py")} - NO_FLOOR


def module_of(path: Path) -> str:
    """The module a file of src/changlai belongs to."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def may_know(user: str, used: str) -> bool:
    """May the module ``user`` name something of ``used``? Its own things and those of lower floors."""
    return user == used or floors()[used] < floors()[user]


def python_files() -> list[Path]:
    """Our Python files, without tests and migrations."""
    return [file for file in SOURCE.rglob("*.py") if not {"tests", "migrations"} & set(file.parts)]


def templates() -> list[Path]:
    return [file for file in SOURCE.rglob("*.html") if "templates" in file.parts]
