"""Run one benchmark of bench/ and show its figures beside the machine's limits and the bars it must clear.

``python -m tools.bench NAME [--json] [--quick]``. A benchmark is a module ``bench/<name>.py`` with a docstring and
``run(*, quick: bool) -> Report``. It brings up its own database and processes and removes them.
"""

import argparse
import importlib
import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

BENCHES = Path(__file__).resolve().parent.parent / "bench"


@dataclass(frozen=True)
class Bar:
    """A promise and how it went: "accepted >= 0.5 of the limit", 0.61, 0.5, True."""

    claim: str
    value: float
    bar: float
    ok: bool


@dataclass(frozen=True)
class Report:
    """What a benchmark hands back; the units stand in the names of the figures (_per_s, _ms, _mb)."""

    name: str
    size: dict[str, Any]
    figures: dict[str, Any]
    limits: dict[str, Any] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)
    bars: list[Bar] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return all(bar.ok for bar in self.bars)


def at_least(claim: str, value: float, bar: float) -> Bar:
    return Bar(claim, value, bar, ok=value >= bar)


def below(claim: str, value: float, bar: float) -> Bar:
    return Bar(claim, value, bar, ok=value < bar)


def names() -> list[str]:
    return sorted(file.stem for file in BENCHES.glob("[!_]*.py"))


def table(report: Report) -> str:
    """The report for a person."""
    lines = [f"bench {report.name}"]
    for title in ("size", "figures", "limits", "ratios"):
        content = getattr(report, title)
        lines += [f"\n{title}", *(f"  {name:<48}{_short(value):>16}" for name, value in content.items())]
    lines.append("\nbars")
    lines += [f"  {'ok    ' if bar.ok else 'MISSED'}  {bar.claim}: {_short(bar.value)}" for bar in report.bars]
    return "\n".join(lines)


def _short(value: object) -> str:
    return f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def main() -> None:
    parser = argparse.ArgumentParser(prog="changlai bench", description="Measure one claim on this machine.")
    parser.add_argument("name", nargs="?", choices=names(), help="what to measure")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--quick", action="store_true", help="small sizes, within a minute; the figures are rough")
    options = parser.parse_args()
    if not options.name:
        for name in names():
            summary = (importlib.import_module(f"bench.{name}").__doc__ or "").split("\n")[0]
            print(f"{name:<12}{summary}")
        return
    report: Report = importlib.import_module(f"bench.{options.name}").run(quick=options.quick)
    print(json.dumps(asdict(report), ensure_ascii=False, indent=2) if options.json else table(report))
    sys.exit(0 if report.ok else 1)


if __name__ == "__main__":
    main()
